using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Doctor;

/// <summary>
/// A network of this process's own for nodes of a cluster under test: each node in a network namespace with an address of its own, and a router
/// between them that loses what it is told to lose. It takes user namespaces, no rights, and is gone when this process is.
/// </summary>
public sealed class PrivateNetwork : IDisposable
{
    private const int RulePriority = 10; // before the kernel's own rules
    private readonly Process _router;
    private readonly List<Process> _nodes = [];
    private readonly List<(int From, int To)> _lost = [];

    /// <summary>Makes it.</summary>
    /// <exception cref="IOException">It cannot be made here; the message says why.</exception>
    public PrivateNetwork(int nodes)
    {
        _router = Held(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--net", "cat"]));
        try
        {
            for (var node = 0; node < nodes; node++)
                _nodes.Add(Held(Entering(_router, ["--user", "--net"], "unshare", "--net", "--mount", "cat")));
            var setUp = string.Concat(_nodes.Select((process, node) => string.Create(CultureInfo.InvariantCulture, $"""
                ip link add node{node} type veth peer name eth0 netns {process.Id}
                ip address add {RouterOf(node)}/24 dev node{node}
                ip link set node{node} up
                enter='nsenter --target {process.Id} --net ip'
                $enter link set lo up
                $enter address add {AddressOf(node)}/24 dev eth0
                $enter link set eth0 up
                $enter route add default via {RouterOf(node)}

                """)));
            Run(Entering(_router, ["--user", "--net"], "sh", "-e", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward\n" + setUp));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why no such network can be made here, in words; null where one can.</summary>
    public static string? Obstacle()
    {
        try
        {
            using var network = new PrivateNetwork(1);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    /// <summary>A node's address.</summary>
    public static string AddressOf(int node) => string.Create(CultureInfo.InvariantCulture, $"10.77.{node}.2");

    /// <summary>A process that is to be one of a node: its relative paths must be none.</summary>
    public ProcessStartInfo Within(int node, ProcessStartInfo start)
    {
        var entering = Entering(_nodes[node], ["--user", "--net", "--mount"], [start.FileName, .. start.ArgumentList]);
        foreach (var (name, value) in start.Environment) entering.Environment[name] = value;
        return entering;
    }

    /// <summary>What one node sends to another is lost from now on, without a word to either.</summary>
    public void Lose(int from, int to)
    {
        Rule("add", from, to);
        _lost.Add((from, to));
    }

    /// <summary>Everything arrives again.</summary>
    public void Heal()
    {
        foreach (var (from, to) in _lost) Rule("del", from, to);
        _lost.Clear();
    }

    /// <summary>Gives a node, and no one else, a small disk of its own at a folder.</summary>
    public void MountSmallDisk(int node, string folder, int kibibytes) =>
        InNode(node, "mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kibibytes}k"), "tmpfs", folder);

    /// <summary>Runs a short program as one of a node, to its end.</summary>
    /// <exception cref="IOException">It fails.</exception>
    public void InNode(int node, params string[] command) => Run(Within(node, new ProcessStartInfo(command[0], command[1..])));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _nodes.Append(_router))
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private static string RouterOf(int node) => string.Create(CultureInfo.InvariantCulture, $"10.77.{node}.1");

    private void Rule(string verb, int from, int to) => Run(Entering(_router, ["--user", "--net"],
        "ip", "rule", verb, "from", AddressOf(from), "to", AddressOf(to), "blackhole", "priority", RulePriority.ToString(CultureInfo.InvariantCulture)));

    private static ProcessStartInfo Entering(Process holder, string[] namespaces, params string[] command) => new(
        "nsenter", ["--target", holder.Id.ToString(CultureInfo.InvariantCulture), .. namespaces, "--preserve-credentials", "--", .. command])
    {
        RedirectStandardOutput = true, RedirectStandardError = true,
    };

    /// <summary>A process that keeps namespaces until this one ends, however that is: it ends with its standard input.</summary>
    private static Process Held(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var process = Started(start);
        process.StandardInput.WriteLine("ready");
        process.StandardInput.Flush();
        if (process.StandardOutput.ReadLine() == "ready") return process;
        throw new IOException(SingleLine.Of(process.StandardError.ReadToEnd().Trim()));
    }

    private static void Run(ProcessStartInfo start)
    {
        using var process = Started(start);
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException(SingleLine.Of(errors.Trim()));
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{start.FileName}: {e.Message}", e);
        }
    }
}
