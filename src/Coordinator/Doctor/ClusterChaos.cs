using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using S3Actors.Actors.Cluster;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;

namespace S3Actors.Coordinator.Doctor;

/// <summary>
/// Runs a campaign once in one process, and then again and again on two coordinators, of which one stands by, an evaluator and a trainer, on
/// this machine; kills and freezes them at moments drawn from a seed, starts anew what was killed, and compares.
/// </summary>
/// <param name="configuration">The campaign.</param>
/// <param name="file">Its file.</param>
/// <param name="workFolder">Where its runs are kept meanwhile.</param>
/// <param name="say">Hears a line after each campaign.</param>
internal sealed class ClusterChaos(CampaignConfiguration configuration, string file, string workFolder, Action<string> say)
{
    private const string Coordinator = "coordinator", Standby = "standby", Evaluator = "evaluator", Trainer = "trainer";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3); // for a process that was just started
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Every kind of fault: whom it strikes, how long that one stands still (zero: it is killed), and what that is.</summary>
    private static readonly (string Name, string Whom, TimeSpan Frozen, string Meaning)[] Faults =
    [
        ("kill evaluator", Evaluator, TimeSpan.Zero, "SIGKILL; its group is evaluated elsewhere"),
        ("kill trainer", Trainer, TimeSpan.Zero, "SIGKILL; the training goes on from its last checkpoint elsewhere"),
        ("kill coordinator", Coordinator, TimeSpan.Zero, "SIGKILL; the other one goes on from the journal"),
        ("kill standby", Standby, TimeSpan.Zero, "SIGKILL of the one that stands by"),
        ("freeze evaluator", Evaluator, TimeSpan.FromSeconds(14), "SIGSTOP for 14 s: to the others it cannot be reached, and comes back"),
        ("freeze trainer", Trainer, TimeSpan.FromSeconds(14), "the same"),
        ("freeze coordinator", Coordinator, TimeSpan.FromSeconds(14), "the same; it holds the lock, so nobody takes over"),
        ("stall evaluator", Evaluator, TimeSpan.FromSeconds(2), "SIGSTOP for 2 s: late, and never out of reach"),
        ("stall trainer", Trainer, TimeSpan.FromSeconds(2), "the same"),
        ("stall coordinator", Coordinator, TimeSpan.FromSeconds(2), "the same"),
    ];

    private readonly Dictionary<string, (int Times, HashSet<int> Campaigns)> _struck = new(StringComparer.Ordinal);
    private readonly Dictionary<int, IReadOnlyList<string>> _differences = [];
    private TimeSpan _uninterrupted;
    private int _faults;

    /// <summary>Strikes so often, with faults and moments drawn from the seed; every kind of fault before any of them again.</summary>
    /// <exception cref="IOException">The uninterrupted run fails, or a campaign does not end.</exception>
    public ChaosDocument Strike(int faults, int seed)
    {
        var clock = Stopwatch.StartNew();
        var random = new Random(seed);
        var expected = Uninterrupted();
        var kinds = Faults.ToArray();
        random.Shuffle(kinds);
        var plans = new Queue<(string Name, string Whom, TimeSpan Frozen, string Meaning)>(Enumerable.Range(0, faults).Select(i => kinds[i % kinds.Length]));
        for (var campaign = 1; plans.Count > 0; campaign++)
        {
            var folder = FolderOf($"campaign-{campaign}");
            _differences[campaign] = StrikeOne(campaign, folder, plans, expected, random);
            say($"campaign {campaign}: {_faults} of {faults} faults, {_differences[campaign].Count} differences");
            if (_differences[campaign].Count == 0) Directory.Delete(Path.GetDirectoryName(folder.Path)!, recursive: true);
        }
        return new ChaosDocument(
            configuration.Spec.Name, seed, faults, _faults, _differences.Count, expected.Events,
            expected.Files.Keys.Count(name => name.StartsWith("checkpoints/", StringComparison.Ordinal)), 0, configuration.Spec.Training.CheckpointEverySteps,
            clock.Elapsed.TotalSeconds, [.. Faults.Select(Row)],
            [.. _differences.SelectMany(it => it.Value.Select(difference => $"campaign {it.Key}: {difference}"))]);
    }

    private RunFingerprint Uninterrupted()
    {
        var folder = FolderOf("uninterrupted");
        var clock = Stopwatch.StartNew();
        using var alone = ChildRun.Start(["run", file, .. Of(folder)]);
        if (alone.Ended(Patience) is not ExitCode.Done) throw new IOException($"the uninterrupted run did not end well: {alone.Errors}");
        _uninterrupted = clock.Elapsed;
        var imprint = RunFingerprint.Of(folder);
        say(string.Create(CultureInfo.InvariantCulture, $"uninterrupted: {_uninterrupted.TotalSeconds:0.0} s, {imprint.Events} events"));
        return imprint;
    }

    private IReadOnlyList<string> StrikeOne(int campaign, CampaignFolder folder, Queue<(string Name, string Whom, TimeSpan Frozen, string Meaning)> plans,
        RunFingerprint expected, Random random)
    {
        int[] ports = [FreePort(), FreePort()];
        string[] joins = [.. ports.SelectMany(port => new[] { "--join", $"127.0.0.1:{port}" })];
        ChildRun StartCoordinator(int which) => ChildRun.Start(
            ["run", file, .. Of(folder), "--cluster", "--standby", "--listen", $"127.0.0.1:{ports[which]}"]);
        ChildRun StartWorker(string role) => ChildRun.Start(["worker", .. joins, "--role", role, "--evaluators", "1"]);

        ChildRun[] coordinators = [StartCoordinator(0), StartCoordinator(1)];
        var workers = new Dictionary<string, ChildRun> { [NodeSettings.Evaluator] = StartWorker(NodeSettings.Evaluator), [NodeSettings.Trainer] = StartWorker(NodeSettings.Trainer) };
        try
        {
            while (plans.TryPeek(out var plan))
            {
                if (HasEnded(coordinators, Settling + random.NextDouble() / 2 * _uninterrupted)) break;
                var active = Array.FindIndex(coordinators, it => it.Errors.Contains("workers join by", StringComparison.Ordinal));
                var which = plan.Whom == Standby ? 1 - active : active;
                if (active < 0) continue; // neither has begun yet
                var victim = workers.TryGetValue(plan.Whom, out var worker) ? worker : coordinators[which];
                if (!Hurt(victim, plan.Frozen)) continue; // it ended by itself
                plans.Dequeue();
                Note(plan.Name, campaign);
                if (plan.Frozen > TimeSpan.Zero) continue;
                victim.Dispose();
                if (worker is not null) workers[plan.Whom] = StartWorker(plan.Whom);
                else coordinators[which] = StartCoordinator(which);
            }
            foreach (var coordinator in coordinators)
                if (coordinator.Ended(Patience) is not ExitCode.Done and var code) return [$"a coordinator ended with exit code {code}: {coordinator.Errors.ReplaceLineEndings("; ")}"];
        }
        finally
        {
            foreach (var process in coordinators.Concat(workers.Values)) process.Dispose(); // a worker that finds nobody any more waits for ever
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

    /// <summary>Waits; one that ends ends the waiting.</summary>
    private static bool HasEnded(ChildRun[] coordinators, TimeSpan wait)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < wait)
        {
            if (coordinators.Any(it => it.Ended(TimeSpan.FromMilliseconds(20)) is not null)) return true;
        }
        return false;
    }

    private static bool Hurt(ChildRun victim, TimeSpan frozen)
    {
        if (victim.Ended(TimeSpan.Zero) is not null) return false;
        if (frozen == TimeSpan.Zero)
        {
            victim.Kill();
            return true;
        }
        victim.Freeze();
        Thread.Sleep(frozen);
        victim.Thaw();
        return true;
    }

    private void Note(string fault, int campaign)
    {
        _faults++;
        var struck = _struck.GetValueOrDefault(fault, (0, []));
        struck.Campaigns.Add(campaign);
        _struck[fault] = struck with { Times = struck.Times + 1 };
    }

    private ChaosRow Row((string Name, string Whom, TimeSpan Frozen, string Meaning) fault)
    {
        var struck = _struck.GetValueOrDefault(fault.Name, (0, []));
        return new ChaosRow(
            fault.Name, fault.Meaning, null, struck.Times, struck.Campaigns.Count, struck.Campaigns.Count(campaign => _differences[campaign].Count > 0));
    }

    private static string[] Of(CampaignFolder folder) => ["--name", folder.Name, "--runs", Path.GetDirectoryName(folder.Path)!];

    private CampaignFolder FolderOf(string run) => new(Path.Combine(workFolder, run, configuration.Spec.Name));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
