using System.Globalization;
using System.Net;
using System.Net.Sockets;
using S3Actors.Actors.Cluster;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Doctor;

/// <summary>
/// Two coordinators of which one stands by, an evaluator and a trainer, each a process, at work on one campaign: in a network of their own where
/// there is one, with certificates as on several machines, else on the loopback address.
/// </summary>
internal sealed class StruckCluster : IDisposable
{
    /// <summary>Nodes that it takes.</summary>
    public const int Nodes = 4;

    private const int Evaluator = 2, Trainer = 3;
    private const int DiskKibibytes = 32 << 10;
    private readonly string _campaign;
    private readonly CampaignFolder _folder;
    private readonly PrivateNetwork? _network;
    private readonly string _scratch;
    private readonly string[] _addresses;
    private readonly string[][] _certificates;
    private readonly ChildRun[] _processes = new ChildRun[Nodes];

    /// <summary>Starts them.</summary>
    /// <param name="campaign">The campaign's file.</param>
    /// <param name="network">Null where none can be made.</param>
    /// <param name="scratch">For files of the nodes.</param>
    public StruckCluster(string campaign, CampaignFolder folder, PrivateNetwork? network, string scratch)
    {
        (_campaign, _folder, _network, _scratch) = (campaign, folder, network, scratch);
        Directory.CreateDirectory(Cache);
        _addresses = [.. Enumerable.Range(0, 2).Select(node => network is null
            ? string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}")
            : string.Create(CultureInfo.InvariantCulture, $"{PrivateNetwork.AddressOf(node)}:{NodeAddress.DefaultPort}"))];
        using var authority = new ThrowawayAuthority(scratch, "authority");
        _certificates = [.. Enumerable.Range(0, Nodes).Select(node => network is null ? Array.Empty<string>()
            : ["--certificate", authority.Issue(string.Create(CultureInfo.InvariantCulture, $"node{node}")), "--authority", authority.File])];
        for (var node = 0; node < Nodes; node++) _processes[node] = Start(node);
    }

    private string Cache => Path.Combine(_scratch, "cache");

    private string Filler => Path.Combine(Cache, "filler");

    private IEnumerable<ChildRun> Coordinators => _processes[..Evaluator];

    /// <summary>Which coordinator works on the campaign; null where neither has begun.</summary>
    private int? Active =>
        Array.FindIndex(_processes, 0, Evaluator, it => it.Errors.Contains("workers join by", StringComparison.Ordinal)) is >= 0 and var which ? which : null;

    /// <summary>Waits; a coordinator that ends, as both do once the campaign is complete, ends the waiting.</summary>
    /// <returns>Whether one has ended.</returns>
    public bool HasEnded(TimeSpan wait)
    {
        var slice = TimeSpan.FromMilliseconds(20);
        for (var waited = TimeSpan.Zero; waited < wait; waited += Nodes / 2 * slice)
            if (Coordinators.Any(it => it.Ended(slice) is not null)) return true;
        return false;
    }

    /// <summary>Strikes, and starts again what died of it.</summary>
    /// <returns>False where there was nobody to strike.</returns>
    public bool Strike(ClusterFault fault)
    {
        if (Active is not { } active) return false;
        var node = fault.Whom switch
        {
            StruckNode.Coordinator => active,
            StruckNode.Standby => 1 - active,
            StruckNode.Evaluator => Evaluator,
            _ => Trainer,
        };
        if (_processes[node].Ended(TimeSpan.Zero) is not null)
        {
            if (node >= Evaluator) StartAgain(node); // sent away, as one whose disk is full
            return false;
        }
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                _processes[node].Kill();
                break;
            case FaultKind.Freeze:
                _processes[node].Freeze();
                Thread.Sleep(fault.Length);
                _processes[node].Thaw();
                return true;
            case FaultKind.FillDisk:
                _network!.InNode(node, "sh", "-c", $"dd if=/dev/zero of={ShellText.Quoted(Filler)} bs=64k; true");
                HasEnded(fault.Length);
                _network.InNode(node, "rm", Filler);
                break;
            default:
                foreach (var other in Enumerable.Range(0, Nodes).Where(other => other != node))
                {
                    if (fault.Kind is not FaultKind.Deaf) _network!.Lose(node, other);
                    if (fault.Kind is not FaultKind.Mute) _network!.Lose(other, node);
                }
                HasEnded(fault.Length);
                _network!.Heal();
                break;
        }
        if (fault.Kind is FaultKind.Kill) StartAgain(node);
        return true;
    }

    /// <summary>Waits for the coordinators' ends.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    /// <exception cref="IOException">They do not end.</exception>
    public string? Conclude(TimeSpan patience)
    {
        foreach (var coordinator in Coordinators)
            if (coordinator.Ended(patience) is not ExitCode.Done and var code) 
                return string.Create(CultureInfo.InvariantCulture, $"a coordinator ended with exit code {code}: {coordinator.Errors.ReplaceLineEndings("; ")}");
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _processes) process.Dispose(); // a worker that finds nobody any more waits for ever
        _network?.InNode(Evaluator, "umount", "--lazy", Cache);
    }

    private void StartAgain(int node)
    {
        _processes[node].Dispose();
        _processes[node] = Start(node);
    }

    private ChildRun Start(int node)
    {
        var own = node < Evaluator ? _addresses[node] : _network is null ? "127.0.0.1" : PrivateNetwork.AddressOf(node);
        string[] listen = ["--listen", own, .. _certificates[node]];
        string[] worker = ["worker", .. _addresses.SelectMany(address => new[] { "--join", address }), "--evaluators", "1", .. listen];
        if (node == Evaluator && _network is not null && _processes[node] is null) _network.MountSmallDisk(node, Cache, DiskKibibytes);
        return ChildRun.Start(
            node switch
            {
                Evaluator when _network is null => [.. worker, "--role", NodeSettings.Evaluator],
                Evaluator =>
                [
                    .. worker, "--role", NodeSettings.Evaluator, "--checkpoints", Path.Combine(_scratch, "unseen"), "--cache", Cache, "--cache-mib", "16",
                ],
                Trainer => [.. worker, "--role", NodeSettings.Trainer],
                _ => ["run", _campaign, "--name", _folder.Name, "--runs", Path.GetDirectoryName(_folder.Path)!, "--cluster", "--standby", .. listen],
            },
            start => _network?.Within(node, start) ?? start);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
