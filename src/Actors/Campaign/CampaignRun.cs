using Akka.Actor;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Campaign;

/// <summary>What a session is run on and by; recorded, never decided upon.</summary>
/// <param name="ProductVersion">Version of the program.</param>
/// <param name="Hardware">Processor or accelerator as the system names it.</param>
/// <param name="Libraries">Versions of the libraries the arithmetic depends on, by name.</param>
public sealed record Provenance(string ProductVersion, string Hardware, IReadOnlyDictionary<string, string> Libraries);

/// <summary>Everything one session of a campaign needs.</summary>
/// <param name="Spec">What is computed; must be that of the journal where there is one.</param>
/// <param name="DatasetDigest">SHA-256, lower-case hex, of the decoded images and labels.</param>
/// <param name="Execution">How it is carried out.</param>
/// <param name="Training">Makes trainings.</param>
/// <param name="Evaluation">Makes evaluations.</param>
/// <param name="Clock">Dates the events.</param>
/// <param name="Provenance">Recorded with the campaign and the session.</param>
public sealed record CampaignRun(
    CampaignSpec Spec,
    string DatasetDigest,
    ExecutionSettings Execution,
    ISupernetTrainingFactory Training,
    ISubnetEvaluationFactory Evaluation,
    TimeProvider Clock,
    Provenance Provenance)
{
    /// <summary>Told of what a crash would interrupt.</summary>
    public ICriticalPoints Points { get; init; } = CriticalPoints.None;

    /// <summary>Names of the classes in the order of their numbers; null where the images have none.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Where the images stand, as settings by key; null where that is not said. Recorded, never decided upon.</summary>
    public IReadOnlyDictionary<string, string>? Places { get; init; }

    /// <summary>Who offers evaluators of other processes to the ledger; null where there are none.</summary>
    public IActorRef? Workers { get; init; }

    /// <summary>How the winner is trained from scratch once the campaign is complete; null where that is not asked for.</summary>
    public TrainingSpec? Retraining { get; init; }

    /// <summary>The search whose winner that is.</summary>
    public string RetrainedSearch { get; init; } = SearchNames.Final;

    /// <summary>A session with real trainings and evaluations.</summary>
    /// <param name="data">The images.</param>
    /// <param name="points">Told of what a crash would interrupt; null for nobody.</param>
    public static CampaignRun Of(
        CampaignSpec spec, DataSplits data, string datasetDigest, ExecutionSettings execution, TimeProvider clock, Provenance provenance,
        ICriticalPoints? points = null)
    {
        var told = points ?? CriticalPoints.None;
        var training = new TrainingExecution(execution.TrainingThreads, execution.Device) { OtherDevices = execution.OtherDevices, Points = told, Clock = clock };
        return new CampaignRun(
            spec, datasetDigest, execution,
            new SandwichTrainingFactory(spec, data.Training, training),
            new SupernetEvaluationFactory(spec, data, execution.CheckpointFolder, [execution.Device, .. execution.OtherDevices], execution.ImageCacheBytes),
            clock, provenance) { Points = told };
    }

    /// <summary>Dates and signs what the session records.</summary>
    internal EventStamp Stamp => new(Clock, Provenance.ProductVersion) { Points = Points };
}
