using System.Diagnostics;
using System.Globalization;
using System.Text;
using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>
/// Makes a recorded campaign again from its seed: trains, measures, decides and searches, in a folder of its own, as far as it is recorded.
/// A fork is made again from its first ancestor on, each as far as its child inherited of it.
/// </summary>
/// <param name="recorded">The campaign; it has begun.</param>
/// <param name="places">Where the images stand and how it is carried out; nothing else may be altered.</param>
/// <param name="scratch">An empty folder.</param>
internal sealed class CampaignExecution(CampaignHistory recorded, Alteration places, string scratch)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(0.25);
    private CampaignImages? _images;
    private CampaignFolder? _recordedFolder;

    /// <summary>Executes the campaign and compares what comes of it.</summary>
    /// <param name="folder">The recorded campaign's; only read.</param>
    /// <exception cref="BadInputException">More than places is altered, or the images are others.</exception>
    /// <exception cref="IOException">It was stopped, or could not be carried out.</exception>
    public async Task<ExecutionDocument> Compare(CampaignFolder folder)
    {
        var clock = Stopwatch.StartNew();
        _recordedFolder = folder;
        var expected = RunFingerprint.Of(folder);
        if (recorded.Spec.Search.SecondObjective is CostObjective.Latency)
            throw new BadInputException($"campaign '{recorded.Name}' holds latency low (search.second_objective): every execution measures other times, and comes to other events");
        foreach (var spec in recorded.Specs) TrustedRules.Require(spec.Evolution);
        var partial = recorded.Completed is null || recorded.Retrainings.Any(it => recorded.Retrained(it.Search) is null);
        var copy = await Execute(partial ? expected.Streams.ToDictionary(it => it.Key, it => (long)it.Value.Count) : null);
        var executed = RunFingerprint.Of(copy);
        if (partial) executed = executed.UpTo(expected);
        return new ExecutionDocument(
            recorded.Name, expected.Events, expected.Streams.Count, expected.Checkpoints, clock.Elapsed.TotalSeconds,
            MachineOf(recorded), MachineOf(CampaignReplay.Read(copy)),
            executed.WithFilesOf(expected).DifferencesFrom(expected.WithFilesOf(executed), "recorded", "executed"));
    }

    /// <param name="end">Events of each stream that suffice; null goes on to the end of the campaign and of its winner's retraining.</param>
    private async Task<CampaignFolder> Execute(IReadOnlyDictionary<string, long>? end)
    {
        CampaignFolder? folder = null;
        CampaignConfiguration? last = null;
        for (var generation = 0; generation <= recorded.Forks.Count; generation++)
        {
            var forked = generation == 0 ? null : recorded.Forks[generation - 1];
            var child = recorded.Forks.ElementAtOrDefault(generation);
            var configuration = ConfigurationOf(forked?.Spec ?? recorded.Created!.Spec, Path.Combine(scratch, FormattableString.Invariant($"{generation}")));
            var enough = child is not null ? child.Inherited.ToDictionary(it => it.Stream, it => it.Events) : recorded.Completed is null ? end : null;
            folder = await Execute(configuration, folder, forked, enough);
            last = configuration;
        }
        foreach (var retraining in recorded.Retrainings) await Work(last!, folder!, end, retraining);
        return folder!;
    }

    private async Task<CampaignFolder> Execute(CampaignConfiguration configuration, CampaignFolder? parent, CampaignForked? forked, IReadOnlyDictionary<string, long>? end)
    {
        var folder = new CampaignFolder(configuration.Execution.CampaignFolder);
        _images ??= ImagesOf(configuration);
        if (parent is not null && forked is not null)
            CampaignFork.Write(parent, folder, ForkPlan.AsRecorded(JournalRows.Read(parent), forked), forked, []);
        if (!Reached(folder, end)) await Work(configuration, folder, end, retraining: null);
        return folder;
    }

    private async Task Work(CampaignConfiguration configuration, CampaignFolder folder, IReadOnlyDictionary<string, long>? end, RetrainingStarted? retraining)
    {
        Admission.RequireDisk(configuration.Execution);
        using var held = Admission.TakeFolder(folder);
        TorchSetup.Start();
        configuration = configuration with { Execution = Devices.Resolve(configuration.Execution) };
        JournalFile.Prepare(folder.JournalFile);
        using var enough = new CancellationTokenSource();
        var session = new Session(configuration, _images!, folder, CriticalPoints.None, retraining is null ? null : new RetrainedWinner(retraining.Search, retraining.Training)).Run(Console.Error, enough: enough.Token);
        while (end is not null && await Task.WhenAny(session, Task.Delay(LookInterval)) != session)
            if (Reached(folder, end)) await enough.CancelAsync();
        var outcome = await session;
        JournalFile.Close(folder.JournalFile);
        if (outcome is CampaignOutcome.Paused && !Reached(folder, end)) throw new IOException("stopped before its end: nothing is compared");
        if (outcome is CampaignOutcome.Failed failed) Console.Error.WriteLine($"the execution failed: {failed.Reason}");
    }

    private CampaignConfiguration ConfigurationOf(CampaignSpec spec, string runs)
    {
        var configuration = CampaignConfiguration.Read(places.Over(spec, recorded.Places), spec.Name, spec.Name, runs);
        if (SpecDifference.Between(spec, configuration.Spec) is { Count: > 0 } altered)
            throw new BadInputException("--execute makes again what is recorded, and alters none of it:\n" + string.Join('\n', altered.Select(it => "  " + it)));
        return configuration with { Spec = spec };
    }

    private CampaignImages ImagesOf(CampaignConfiguration configuration)
    {
        var images = RepairedImages.Recognise(_recordedFolder!, recorded.Created!.DatasetDigest, CampaignImages.Read(configuration), Console.Error.WriteLine);
        return images.Digest == recorded.Created!.DatasetDigest ? images with { Classes = recorded.Created.Classes }
            : throw new BadInputException(
                $"the images of {configuration.Data.Folder} are not those that '{recorded.Name}' began with; {DataSettings.InWords(configuration.Places)}");
    }

    private static bool Reached(CampaignFolder folder, IReadOnlyDictionary<string, long>? end)
    {
        if (end is null || !folder.HasJournal) return false;
        using var journal = new JournalReader(folder);
        var counts = journal.CountByStream();
        return end.All(it => counts.GetValueOrDefault(it.Key) >= it.Value);
    }

    private static string MachineOf(CampaignHistory campaign) =>
        $"{campaign.Created!.Hardware}, {string.Join(", ", campaign.Created.Libraries.OrderBy(it => it.Key, StringComparer.Ordinal).Select(it => $"{it.Key} {it.Value}"))}";
}

/// <summary>A campaign beside what came of executing it again.</summary>
/// <param name="Events">Recorded events that were compared, those of sessions aside.</param>
/// <param name="Checkpoints">Recorded checkpoints, kept or not, whose digests are among them.</param>
/// <param name="RecordedOn">Hardware and libraries of the recorded campaign.</param>
/// <param name="ExecutedOn">Those of this execution.</param>
/// <param name="Differences">A line for each stream and each file that differs; empty where everything is as recorded.</param>
public sealed record ExecutionDocument(
    string Name, int Events, int Streams, int Checkpoints, double Seconds, string RecordedOn, string ExecutedOn, IReadOnlyList<string> Differences)
{
    /// <summary>As people read it.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"campaign {Name}: {Events} events of {Streams} streams, {Checkpoints} checkpoints among them, ");
        text.Append(CultureInfo.InvariantCulture, $"executed again in {NumberText.Duration(Seconds)}\n");
        text.Append(RecordedOn == ExecutedOn ? $"on {RecordedOn}, as recorded\n" : $"recorded on {RecordedOn}\nexecuted on {ExecutedOn}\n");
        foreach (var difference in Differences) text.Append(CultureInfo.InvariantCulture, $"  {difference}\n");
        if (Differences.Count == 0) text.Append("everything is as recorded\n");
        else text.Append(CultureInfo.InvariantCulture, $"{Differences.Count} stream(s) and file(s) differ\n");
        return text.ToString();
    }
}
