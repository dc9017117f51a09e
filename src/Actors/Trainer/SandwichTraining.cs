using S3Actors.Actors.Campaign;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Trainer;

/// <summary>Real trainings: the sandwich rule on a tensor library.</summary>
/// <param name="spec">The campaign's specification.</param>
/// <param name="training">The images trained on.</param>
/// <param name="execution">Threads and device.</param>
public sealed class SandwichTrainingFactory(CampaignSpec spec, ImageSubset training, TrainingExecution execution) : ISupernetTrainingFactory
{
    private readonly string _specDigest = SpecDigest.Of(spec);

    /// <summary>The one architecture that is trained; null for the sandwich.</summary>
    private Architecture? Only { get; init; }

    /// <inheritdoc/>
    public long ParameterCount(SearchSpace space) => new SupernetLayout(spec.Network, space).ParameterCount;

    /// <inheritdoc/>
    public ISupernetTraining Create(string supernet, int index, SearchSpace space, int steps) =>
        new SandwichTraining(new SandwichTrainer(spec, space, new SupernetIdentity(supernet, index, steps), training, execution, Only), _specDigest);

    /// <inheritdoc/>
    public ISupernetTrainingFactory Alone(Architecture architecture, TrainingSpec settings) =>
        new SandwichTrainingFactory(spec with { Training = settings }, training, execution) { Only = architecture };
}

/// <summary>One real training.</summary>
internal sealed class SandwichTraining(SandwichTrainer trainer, string specDigest) : ISupernetTraining
{
    /// <inheritdoc/>
    public int StepsDone => trainer.StepsDone;

    /// <inheritdoc/>
    public void Inherit(string path, TrainedSupernet origin) => trainer.Inherit(path, origin.CheckpointSha256, origin.Space);

    /// <inheritdoc/>
    public StepOutcome Step(double rateFactor) => trainer.Step(rateFactor);

    /// <inheritdoc/>
    public void Skip() => trainer.Skip();

    /// <inheritdoc/>
    public WrittenFile Save(string path, IReadOnlyDictionary<string, string> metadata) => trainer.SaveCheckpoint(path, specDigest, metadata);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Load(string path, string sha256) =>
        trainer.LoadCheckpoint(path).Notes ?? new Dictionary<string, string>();

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();
}
