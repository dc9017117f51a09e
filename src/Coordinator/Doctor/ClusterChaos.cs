using System.Diagnostics;
using System.Globalization;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;

namespace S3Actors.Coordinator.Doctor;

/// <summary>
/// Runs a campaign once in one process, and then again and again on two coordinators, of which one stands by, an evaluator and a trainer, on
/// this machine; kills and freezes them and cuts them off at moments drawn from a seed, starts anew what died, and compares. Faults of the network
/// take namespaces: where this machine allows none, they are left out, and the document says so.
/// </summary>
/// <param name="configuration">The campaign.</param>
/// <param name="file">Its file.</param>
/// <param name="workFolder">Where its runs are kept meanwhile.</param>
/// <param name="say">Hears a line after each campaign.</param>
internal sealed class ClusterChaos(CampaignConfiguration configuration, string file, string workFolder, Action<string> say)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3); // for a process that was just started
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Dictionary<ClusterFault, (int Times, HashSet<int> Campaigns)> _struck = [];
    private readonly Dictionary<int, IReadOnlyList<string>> _differences = [];
    private TimeSpan _uninterrupted;
    private int _faults;

    /// <summary>Strikes so often, with faults and moments drawn from the seed; every kind of fault before any of them again.</summary>
    /// <exception cref="IOException">The uninterrupted run fails, or a campaign does not end.</exception>
    public ChaosDocument Strike(int faults, int seed)
    {
        var clock = Stopwatch.StartNew();
        var random = new Random(seed);
        var obstacle = PrivateNetwork.Obstacle();
        if (obstacle is not null) say($"no network of its own can be made here ({obstacle}): nothing is cut, and no disk filled");
        using var network = obstacle is null ? new PrivateNetwork(StruckCluster.Nodes) : null;
        var expected = Uninterrupted();
        var kinds = ClusterFault.All.Where(it => network is not null || !it.TakesNetwork).ToArray();
        random.Shuffle(kinds);
        var plans = new Queue<ClusterFault>(Enumerable.Range(0, faults).Select(i => kinds[i % kinds.Length]));
        for (var campaign = 1; plans.Count > 0; campaign++)
        {
            var folder = FolderOf($"campaign-{campaign}");
            _differences[campaign] = StrikeOne(campaign, folder, network, plans, expected, random);
            say($"campaign {campaign}: {_faults} of {faults} faults, {_differences[campaign].Count} differences");
            if (_differences[campaign].Count == 0) Directory.Delete(Path.GetDirectoryName(folder.Path)!, recursive: true);
        }
        return new ChaosDocument(
            configuration.Spec.Name, seed, faults, _faults, _differences.Count, expected.Events,
            expected.Files.Keys.Count(name => name.StartsWith("checkpoints/", StringComparison.Ordinal)), 0, configuration.Spec.Training.CheckpointEverySteps,
            clock.Elapsed.TotalSeconds, [.. kinds.OrderBy(kind => ClusterFault.All.ToList().IndexOf(kind)).Select(Row)],
            [.. _differences.SelectMany(it => it.Value.Select(difference => $"campaign {it.Key}: {difference}"))])
        {
            NotTried = obstacle is null ? null : $"faults of the network and the disk, since no network of its own can be made here ({obstacle})",
        };
    }

    private RunFingerprint Uninterrupted()
    {
        var folder = FolderOf("uninterrupted");
        var clock = Stopwatch.StartNew();
        using var alone = ChildRun.Start(["run", file, "--name", folder.Name, "--runs", Path.GetDirectoryName(folder.Path)!]);
        if (alone.Ended(Patience) is not ExitCode.Done) throw new IOException($"the uninterrupted run did not end well: {alone.Errors}");
        _uninterrupted = clock.Elapsed;
        var imprint = RunFingerprint.Of(folder);
        say(string.Create(CultureInfo.InvariantCulture, $"uninterrupted: {_uninterrupted.TotalSeconds:0.0} s, {imprint.Events} events"));
        return imprint;
    }

    private IReadOnlyList<string> StrikeOne(
        int campaign, CampaignFolder folder, PrivateNetwork? network, Queue<ClusterFault> plans, RunFingerprint expected, Random random)
    {
        using (var cluster = new StruckCluster(file, folder, network, Directory.CreateDirectory(Path.Combine(workFolder, $"nodes-{campaign}")).FullName))
        {
            while (plans.TryPeek(out var fault))
            {
                if (cluster.HasEnded(Settling + random.NextDouble() / 2 * _uninterrupted)) break;
                if (!cluster.Strike(fault)) continue;
                plans.Dequeue();
                Note(fault, campaign);
            }
            if (cluster.Conclude(Patience) is { } problem) return [problem];
        }
        try
        {
            return RunFingerprint.Of(folder).DifferencesFrom(expected);
        }
        catch (JournalException e)
        {
            return [e.Message];
        }
    }

    private void Note(ClusterFault fault, int campaign)
    {
        _faults++;
        var struck = _struck.GetValueOrDefault(fault, (0, []));
        struck.Campaigns.Add(campaign);
        _struck[fault] = struck with { Times = struck.Times + 1 };
    }

    private ChaosRow Row(ClusterFault fault)
    {
        var struck = _struck.GetValueOrDefault(fault, (0, []));
        return new ChaosRow(
            fault.Name, fault.Meaning, null, struck.Times, struck.Campaigns.Count, struck.Campaigns.Count(campaign => _differences[campaign].Count > 0));
    }

    private CampaignFolder FolderOf(string run) => new(Path.Combine(workFolder, run, configuration.Spec.Name));
}
