using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>What a campaign costs does not depend on how long it is already.</summary>
public class LongCampaignTests
{
    /// <summary>So many of these make a decision before the space comes to rest.</summary>
    private const int Iterations = 7;

    private static CampaignHost Host() => new() { Spec = Samples.Spec with { Evolution = Samples.Spec.Evolution with { Iterations = Iterations } } };

    [Fact]
    public async Task Nothing_measured_with_older_weights_than_the_latest_stays_in_memory_but_the_first()
    {
        using var host = Host();
        var made = new ConcurrentQueue<(string Checkpoint, WeakReference<SubnetResult> Result)>();
        var checkpoints = new ConcurrentQueue<string>(); // in the order of the iterations
        host.Evaluation.Made = (checkpoint, result) =>
        {
            made.Enqueue((checkpoint, new WeakReference<SubnetResult>(result)));
            if (!checkpoints.Contains(checkpoint)) checkpoints.Enqueue(checkpoint);
        };
        var kept = new List<string>();
        host.Training.BeforeStep = step =>
        {
            var iteration = IterationBegun(step);
            if (iteration < 4) return;
            // What was measured in the last iteration is asked about until this one is: two sets of weights stay, and the first.
            var allowed = checkpoints.TakeLast(1).Append(checkpoints.First()).ToHashSet();
            if (!Becomes(() => Alive().IsSubsetOf(allowed))) kept.Add($"{step}: results of {string.Join(", ", Alive().Except(allowed))}");
        };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(Iterations, host.Events("campaign").OfType<SpaceEvolved>().Count());
        Assert.Equal([], kept);

        HashSet<string> Alive() => [.. made.Where(it => it.Result.TryGetTarget(out _)).Select(it => it.Checkpoint)];
    }

    [Fact]
    public async Task Trainers_of_supernets_that_are_trained_are_gone_when_the_next_one_begins()
    {
        using var host = Host();
        var spaces = new List<WeakReference<SearchSpace>>();
        host.Training.Creating = space => spaces.Add(new WeakReference<SearchSpace>(space));
        var most = 0;
        host.Training.BeforeStep = step =>
        {
            // The first space is the specification's; besides, the one in training and the one before may be in use.
            if (IterationBegun(step) > 0 && !Becomes(() => Alive() <= 3)) most = Math.Max(most, Alive());
        };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.True(spaces.Count >= Iterations);
        Assert.Equal(0, most);

        int Alive() => spaces.Count(it => it.TryGetTarget(out _));
    }

    [Fact]
    public async Task Results_are_written_a_group_at_a_time()
    {
        using var host = new CampaignHost();
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        var ledger = host.Events("ledger");
        var requests = ledger.OfType<EvaluationsRequested>().Count();
        // Every write of a stream has a time of its own. A request costs one, and each of its groups at most one; the end goes with the last.
        var writes = host.Rows().Where(row => row.Stream.EndsWith("/ledger", StringComparison.Ordinal)).Select(row => row.Recorded.Header.UnixMicroseconds).Distinct().Count();
        Assert.InRange(writes, requests, requests + GroupsOf(ledger, host.Execution));
        Assert.True(host.Writes * 2 < host.Rows().Count, $"{host.Writes} writes for {host.Rows().Count} events");
    }

    /// <summary>Groups that the subnets of each request are handed out in.</summary>
    private static int GroupsOf(IReadOnlyList<IEvent> ledger, ExecutionSettings execution)
    {
        var (groups, waiting) = (0, 0);
        foreach (var happened in ledger)
        {
            if (happened is SubnetEvaluated) waiting++;
            if (happened is not EvaluationsFinished) continue;
            for (; waiting > 0; groups++) waiting -= RequestWork.NextSize(waiting, execution.EvaluationGroup, 1.0 / execution.Evaluators);
        }
        return groups;
    }

    private static int IterationBegun(string step)
    {
        var parts = step.Split('/');
        return parts is [['i', ..] supernet, "0"] ? int.Parse(supernet["iteration-".Length..], CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Whether it becomes true once the rubbish is collected; other threads may hold what they are done with for a moment.</summary>
    private static bool Becomes(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(5); Thread.Sleep(20))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (condition()) return true;
        }
        return false;
    }
}
