using System.Globalization;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Durability;
using S3Actors.Models.Native;
using S3Actors.Models.Network;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>
/// Trains one supernet by the sandwich rule (method: "Supernet", training), a step a call. Every step is a function of the specification,
/// the supernet's index and the step's number; so training can stop after any step, and go on from a checkpoint to bit-identical weights.
/// Not safe for two threads at once.
/// </summary>
public sealed class SandwichTrainer : IDisposable
{
    private readonly CampaignSpec _spec;
    private readonly SupernetIdentity _identity;
    private readonly SandwichPlan _plan;
    private readonly TrainingBatches _batches;
    private readonly SandwichGradient _gradient;
    private readonly FlatAdamW _optimizer;
    private readonly ICriticalPoints _points;
    private readonly TimeProvider? _clock;

    /// <summary>A trainer at step 0, with fresh weights.</summary>
    /// <param name="space">The space whose supernet is trained.</param>
    /// <param name="training">The images trained on.</param>
    /// <param name="alone">The one architecture of the space that is trained, in the place of the sandwich; null for the sandwich.</param>
    public SandwichTrainer(
        CampaignSpec spec, SearchSpace space, SupernetIdentity identity, ImageSubset training, TrainingExecution execution, Architecture? alone = null)
    {
        _spec = spec;
        _identity = identity;
        _points = execution.Points;
        _clock = execution.Clock;
        _plan = new SandwichPlan(spec.Seed, space, identity.Index, spec.Training.RandomSubnets, alone, BlockTies.Of(spec));
        Supernet = new Supernet(spec.Network, space, device(execution.Device), spec.Training.Precision);
        _batches = new TrainingBatches(spec, training, identity.Index, identity.Steps, Supernet.Device);
        Supernet.Initialise(spec.Training.Initialisation, spec.Seed, identity.Index);
        _gradient = new SandwichGradient(Supernet, _plan.Passes, execution.Threads, spec.Training.LabelSmoothing, execution.Vectors, execution.OtherDevices);
        _optimizer = new FlatAdamW(Supernet.Weights, spec.Training);
    }

    /// <summary>The network that is trained.</summary>
    public Supernet Supernet { get; }

    /// <summary>Optimizer steps done.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Takes the next optimizer step.</summary>
    /// <param name="rateFactor">What the scheduled learning rate is multiplied by.</param>
    /// <exception cref="TrainingDivergedException">A loss or the gradient is not finite, or a loss is above the largest allowed; the weights are
    /// unchanged.</exception>
    /// <exception cref="InvalidOperationException">All steps are done.</exception>
    public StepOutcome Step(double rateFactor = 1)
    {
        RequireStepsLeft();
        using var scope = NewDisposeScope();
        var training = _spec.Training;
        var begin = _clock?.GetTimestamp() ?? 0;
        using var batch = _batches.At(StepsDone);
        var ready = _clock?.GetTimestamp() ?? 0;
        var passes = PassesOf(StepsDone);
        var computed = _gradient.Compute(batch, passes, _plan.Order, _optimizer.DecayingGradient, _optimizer.PlainGradient);
        foreach (var pass in passes) pass.Drop?.Dispose();

        var (losses, norm) = Read(computed);
        Refuse(losses, norm);
        if (training.GradientClipNorm > 0 && norm > training.GradientClipNorm) ScaleGradient(training.GradientClipNorm / norm);
        var rate = LearningRateSchedule.At(training, _identity.Steps, StepsDone) * rateFactor;
        _optimizer.Step(rate);
        return new StepOutcome(StepsDone++, losses[0], losses[Math.Min(1, losses.Length - 1)], losses[Math.Min(2, losses.Length)..], norm, rate) { Work = WorkOf(passes, begin, ready) };
    }

    /// <summary>Counts the next step as done without a change to any weight or moment: its images are left out.</summary>
    /// <exception cref="InvalidOperationException">All steps are done.</exception>
    public void Skip()
    {
        RequireStepsLeft();
        StepsDone++;
        _optimizer.ResumeAt(StepsDone); // the bias correction counts it, as it does after a checkpoint
    }

    /// <summary>Takes over what the supernet shares with one trained before it; before the first step.</summary>
    /// <param name="sha256">Digest of that one's checkpoint, lower-case hex.</param>
    /// <param name="space">The space that it was built for.</param>
    /// <exception cref="CheckpointDamagedException">The file is missing, damaged or of another supernet.</exception>
    public void Inherit(string path, string sha256, SearchSpace space)
    {
        if (StepsDone > 0) throw new InvalidOperationException($"{_identity.Name} has done {StepsDone} steps: weights are inherited before the first.");
        InheritedWeights.Take(path, sha256, space, Supernet.Weights);
    }

    /// <summary>Writes weights, moments and step.</summary>
    /// <param name="specDigest">SHA-256 of the campaign's specification, for the file's metadata.</param>
    /// <param name="notes">Stored beside them and given back by <see cref="LoadCheckpoint"/>; names begin with <c>note.</c>.</param>
    public WrittenFile SaveCheckpoint(string path, string specDigest = "", IReadOnlyDictionary<string, string>? notes = null) =>
        CheckpointFile.Save(path, new CheckpointHeader(_spec.Name, _identity.Name, StepsDone, specDigest, notes), Supernet.Weights, _optimizer, _points);

    /// <summary>Puts the trainer where it was when the checkpoint was saved, and returns what the file says of itself.</summary>
    /// <param name="sha256">Digest the file must have, lower-case hex; null to trust it.</param>
    /// <exception cref="CheckpointDamagedException">The file is missing, damaged or of another supernet; the trainer is not usable after it.</exception>
    public CheckpointHeader LoadCheckpoint(string path, string? sha256 = null)
    {
        var metadata = CheckpointFile.Load(path, sha256, Supernet.Weights, _optimizer);
        if (metadata.Supernet != _identity.Name || metadata.Campaign != _spec.Name)
            throw new CheckpointDamagedException(path, $"it is of {metadata.Campaign}/{metadata.Supernet}, not of {_spec.Name}/{_identity.Name}");
        StepsDone = metadata.Step;
        _optimizer.ResumeAt(metadata.Step);
        return metadata;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        _gradient.Dispose();
        _optimizer.Dispose();
        Supernet.Dispose();
    }

    /// <summary>
    /// The subnets of a step. On the processor the first, the largest, passes in halves: alone it is about half of the work, and one thread
    /// would still be at it when the others are done. A GPU is better used by whole batches.
    /// </summary>
    private SandwichPass[] PassesOf(int step) =>
        [.. _plan.At(step).Select((architecture, pass) => new SandwichPass(architecture, DropPathPlan.Create(
            _spec.Training.DropPath, architecture, _spec.Training.BatchSize,
            new CounterRandom(_spec.Seed, RandomPurpose.DropPath, _identity.Index, (long)step * _plan.Passes + pass), Supernet.Device),
            InHalves: pass == 0 && Supernet.Device.type == DeviceType.CPU))];

    /// <summary>What a step took that began, and had its images ready, at these times; null without a clock.</summary>
    private StepWork? WorkOf(SandwichPass[] passes, long begin, long ready)
    {
        if (_clock is null) return null;
        var macs = passes.Sum(pass => (double)ArchitectureCost.Of(_spec.Network, pass.Architecture).MacsPerImage);
        return new StepWork(_clock.GetElapsedTime(begin).TotalSeconds, _clock.GetElapsedTime(begin, ready).TotalSeconds, 3 * macs * _spec.Training.BatchSize);
    }

    /// <summary>The passes' losses and the gradient's norm, in one read: a step must not change a weight before they are known.</summary>
    private (double[] Losses, double Norm) Read(Tensor losses)
    {
        var figures = HostRead.Floats(cat([losses, stack([_optimizer.DecayingGradient.norm(), _optimizer.PlainGradient.norm()])]));
        double decaying = figures[^2], plain = figures[^1];
        return ([.. figures[..^2].Select(loss => (double)loss)], Math.Sqrt(decaying * decaying + plain * plain));
    }

    private void ScaleGradient(double factor)
    {
        _optimizer.DecayingGradient.Scale(factor);
        _optimizer.PlainGradient.Scale(factor);
    }

    private void RequireStepsLeft()
    {
        if (StepsDone >= _identity.Steps) throw new InvalidOperationException($"All {_identity.Steps} steps of {_identity.Name} are done.");
    }

    private void Refuse(double[] losses, double norm)
    {
        var most = _spec.Training.MaximumLoss ?? double.MaxValue;
        for (var pass = 0; pass < losses.Length; pass++)
        {
            if (double.IsFinite(losses[pass]) && losses[pass] <= most) continue;
            var subnet = losses.Length == 1 ? "the network"
                : pass switch { 0 => "the largest subnet", 1 => "the smallest subnet", _ => $"random subnet {pass - 1}" };
            var bound = double.IsFinite(losses[pass]) ? $", above {most.ToString(CultureInfo.InvariantCulture)}" : "";
            throw new TrainingDivergedException(StepsDone, $"the loss of {subnet} is {losses[pass].ToString(CultureInfo.InvariantCulture)}{bound}");
        }
        if (!double.IsFinite(norm))
            throw new TrainingDivergedException(StepsDone, $"the norm of the gradient is {norm.ToString(CultureInfo.InvariantCulture)}");
    }
}
