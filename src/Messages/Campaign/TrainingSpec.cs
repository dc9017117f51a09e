using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>Supernet training (method: "Supernet", training).</summary>
/// <param name="Steps">Optimizer steps of each iteration's supernet.</param>
/// <param name="FinalSteps">Optimizer steps of the final supernet.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="FinalLearningRateFraction">The cosine ends at this fraction of the peak, in [0, 1].</param>
/// <param name="WarmupFraction">Fraction of the steps with a linearly rising rate, in [0, 1).</param>
/// <param name="Beta1">AdamW's first decay rate.</param>
/// <param name="Beta2">AdamW's second decay rate.</param>
/// <param name="Epsilon">AdamW's denominator term.</param>
/// <param name="WeightDecay">Decoupled decay; none on biases, LayerNorm and bias tables.</param>
/// <param name="LabelSmoothing">In [0, 1).</param>
/// <param name="DropPath">Stochastic depth rate of the deepest block, rising linearly from 0 over the blocks; in [0, 1).</param>
/// <param name="GradientClipNorm">Largest global gradient norm; 0 switches clipping off.</param>
/// <param name="RandomSubnets">Random subnets a step beside the largest and the smallest (sandwich rule: 2).</param>
/// <param name="Initialisation">How weights start.</param>
/// <param name="CheckpointEverySteps">Steps between two checkpoints; one is also written at the last step.</param>
/// <param name="OnDivergence">What is done about a loss or a gradient that is not finite, or a loss above the largest allowed.</param>
/// <param name="MaximumLoss">Largest loss of a subnet, nats; null allows every finite one.</param>
/// <param name="DivergenceLimit">Divergences of one training that are overcome; the next one stops it.</param>
/// <param name="Augmentation">What is done to training images; null for nothing.</param>
/// <param name="Precision">What passes multiply in, in training and in evaluations of what was trained; null for float32.</param>
/// <param name="WarmStart">True where each supernet but the first begins from what it shares with the one before; else null.</param>
/// <param name="Repeats">Repeated augmentation: each image of an epoch is drawn so many times in a row, each time changed anew; null for once.</param>
[MessagePackObject]
public sealed record TrainingSpec(
    [property: Key(0)] int Steps,
    [property: Key(1)] int FinalSteps,
    [property: Key(2)] int BatchSize,
    [property: Key(3)] double LearningRate,
    [property: Key(4)] double FinalLearningRateFraction,
    [property: Key(5)] double WarmupFraction,
    [property: Key(6)] double Beta1,
    [property: Key(7)] double Beta2,
    [property: Key(8)] double Epsilon,
    [property: Key(9)] double WeightDecay,
    [property: Key(10)] double LabelSmoothing,
    [property: Key(11)] double DropPath,
    [property: Key(12)] double GradientClipNorm,
    [property: Key(13)] int RandomSubnets,
    [property: Key(14)] Initialisation Initialisation,
    [property: Key(15)] int CheckpointEverySteps,
    [property: Key(16)] DivergencePolicy OnDivergence = DivergencePolicy.Stop,
    [property: Key(17)] double? MaximumLoss = null,
    [property: Key(18)] int DivergenceLimit = 0,
    [property: Key(19)] AugmentationSpec? Augmentation = null,
    [property: Key(20)] ReducedPrecision? Precision = null,
    [property: Key(21)] bool? WarmStart = null,
    [property: Key(22)] int? Repeats = null);

/// <summary>What is done about a training that diverges.</summary>
public enum DivergencePolicy
{
    /// <summary>The training fails, and the campaign with it.</summary>
    Stop = 0,
    /// <summary>Back to the last checkpoint; the step that diverged is then left out: its images change no weight.</summary>
    SkipBatch = 1,
    /// <summary>Back to the last checkpoint; from there on the learning rate is half of what it would be.</summary>
    LowerRate = 2,
}

/// <summary>How weights start (method: "Network", initialisation).</summary>
public enum Initialisation
{
    /// <summary>Truncated normal, standard deviation 0.02.</summary>
    TruncatedNormal = 0,
    /// <summary>Truncated normal, standard deviation 1/sqrt(fan_in): what small networks need to train in few steps.</summary>
    FanIn = 1,
}
