using System.Diagnostics;
using System.Globalization;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Models.Durability;

namespace S3Actors.Coordinator.Doctor;

/// <summary>
/// Runs a campaign once without interruption and then again and again, each time killing its process as planned and starting it anew by the
/// same command, until it is complete; then compares. Evaluators and training threads change from process to process.
/// </summary>
/// <param name="configuration">The campaign.</param>
/// <param name="file">Its file.</param>
/// <param name="workFolder">Where its runs are kept meanwhile.</param>
/// <param name="say">Hears a line after each campaign.</param>
internal sealed class ChaosHarness(CampaignConfiguration configuration, string file, string workFolder, Action<string> say)
{
    private readonly Dictionary<string, (int Kills, HashSet<int> Campaigns)> _struck = new(StringComparer.Ordinal);
    private readonly Dictionary<int, IReadOnlyList<string>> _differences = [];
    private readonly string _tally = Path.Combine(workFolder, "tally");
    private TimeSpan _uninterrupted;
    private long _longestLost;
    private int _kills;

    /// <summary>Kills so many processes, at places drawn from the seed.</summary>
    /// <exception cref="IOException">The uninterrupted run fails.</exception>
    public ChaosDocument Strike(int kills, int seed)
    {
        var clock = Stopwatch.StartNew();
        var random = new Random(seed);
        var imprint = Uninterrupted();
        Dictionary<string, long> reached;
        using (var tally = PointTally.Open(_tally)) reached = CriticalPoints.All.ToDictionary(point => point.Name, point => tally[point.Name], StringComparer.Ordinal);
        var plans = KillPlan.Draw(kills, random, reached);

        var campaign = 0;
        while (plans.Count > 0)
        {
            var folder = FolderOf($"campaign-{++campaign}");
            var differences = StrikeOne(campaign, folder, plans, imprint, random);
            _differences.Add(campaign, differences);
            say($"campaign {campaign}: {_kills} of {kills} kills, {differences.Count} differences");
            if (differences.Count == 0) Directory.Delete(Path.GetDirectoryName(folder.Path)!, recursive: true);
            plans.RemoveAll(plan => plan.GivenUp);
        }
        var rows = CriticalPoints.All.Select(point => Row(point.Name, point.Meaning, reached[point.Name])).ToList();
        rows.Add(Row(KillPlan.RandomMoment, "any time, drawn from the seed", null));
        rows.Add(Row(KillPlan.Pausing, "shortly after SIGTERM asked for a pause", null));
        return new ChaosDocument(
            configuration.Spec.Name, seed, kills, _kills, campaign, imprint.Events, imprint.Files.Keys.Count(name => name.StartsWith("checkpoints/", StringComparison.Ordinal)),
            _longestLost, configuration.Spec.Training.CheckpointEverySteps, clock.Elapsed.TotalSeconds, rows,
            [.. _differences.SelectMany(it => it.Value.Select(difference => $"campaign {it.Key}: {difference}"))]);
    }

    private RunFingerprint Uninterrupted()
    {
        var folder = FolderOf("uninterrupted");
        var clock = Stopwatch.StartNew();
        var end = Run(folder, null, evaluators: 1, threads: 1);
        if (end.ExitCode != ExitCode.Done) throw new IOException($"the uninterrupted run ended with exit code {end.ExitCode}: {end.Errors}");
        _uninterrupted = clock.Elapsed;
        var imprint = RunFingerprint.Of(folder);
        say(string.Create(CultureInfo.InvariantCulture, $"uninterrupted: {_uninterrupted.TotalSeconds:0.0} s, {imprint.Events} events"));
        return imprint;
    }

    /// <summary>One campaign from its beginning to its end, through as many kills as it meets.</summary>
    private IReadOnlyList<string> StrikeOne(
        int campaign, CampaignFolder folder, List<KillPlan> plans, RunFingerprint expected, Random random)
    {
        while (true)
        {
            var progress = RowsOf(folder) / (double)expected.Events;
            var index = plans.FindIndex(plan => plan.MayStrike(progress));
            var plan = index < 0 ? null : plans[index];
            var clock = Stopwatch.StartNew();
            var end = Run(folder, plan, 1 << random.Next(3), 1 << random.Next(2));
            if (end.Killed && plan is not null)
            {
                plans.RemoveAt(index);
                Note(plan, campaign);
                continue;
            }
            // The machine may have become less busy, or more, since the last time.
            if (end.ExitCode == ExitCode.Done && progress < 0.5) _uninterrupted = clock.Elapsed / (1 - progress);
            if (plan is not null) plans[index] = plan.AfterMiss();
            switch (end.ExitCode)
            {
                case ExitCode.Paused:
                // Complete, and to be resumed once more where a plan needs that.
                case ExitCode.Done when plans.Exists(it => it.NeedsResumption && it.MayStrike(1)):
                    continue;
                case ExitCode.Done:
                    try
                    {
                        return RunFingerprint.Of(folder).DifferencesFrom(expected);
                    }
                    catch (JournalException e)
                    {
                        return [e.Message];
                    }
                default:
                    if (plan is not null) plans.RemoveAt(index);
                    return [$"exit code {end.ExitCode}{(plan is null ? "" : $" at {plan.Row}")}: {end.Errors.ReplaceLineEndings("; ")}"];
            }
        }
    }

    private ChildEnd Run(CampaignFolder folder, KillPlan? plan, int evaluators, int threads)
    {
        PointTally.Create(_tally);
        using var child = ChildRun.Start(
            [
                "run", file, "--name", folder.Name, "--runs", Path.GetDirectoryName(folder.Path)!,
                "--set", string.Create(CultureInfo.InvariantCulture, $"execution.evaluators={evaluators}"),
                "--set", string.Create(CultureInfo.InvariantCulture, $"execution.training_threads={threads}"),
            ],
            (CrashPoints.Tally, _tally),
            (CrashPoints.CrashAt, plan is KillPlan.AtPoint at ? string.Create(CultureInfo.InvariantCulture, $"{at.Point}#{at.Count}") : null));
        return child.End(plan, _tally, _uninterrupted);
    }

    private void Note(KillPlan plan, int campaign)
    {
        _kills++;
        if (!_struck.TryGetValue(plan.Row, out var struck)) struck = (0, []);
        struck.Campaigns.Add(campaign);
        _struck[plan.Row] = struck with { Kills = struck.Kills + 1 };
        using var tally = PointTally.Open(_tally);
        _longestLost = Math.Max(_longestLost, tally.StepsAtRisk);
    }

    private ChaosRow Row(string point, string meaning, long? reached)
    {
        if (!_struck.TryGetValue(point, out var struck)) return new ChaosRow(point, meaning, reached, 0, 0, 0);
        return new ChaosRow(point, meaning, reached, struck.Kills, struck.Campaigns.Count, struck.Campaigns.Count(campaign => _differences[campaign].Count > 0));
    }

    private CampaignFolder FolderOf(string run) => new(Path.Combine(workFolder, run, configuration.Spec.Name));

    private static long RowsOf(CampaignFolder folder)
    {
        if (!folder.HasJournal) return 0;
        using var journal = new JournalReader(folder);
        return journal.CountByStream().Values.Sum();
    }
}
