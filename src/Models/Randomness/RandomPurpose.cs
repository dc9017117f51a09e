namespace S3Actors.Models.Randomness;

/// <summary>
/// What a random number is for. Two purposes never share a stream. The numbers enter every draw: extend, never renumber, or old campaigns
/// resume with other weights.
/// </summary>
public enum RandomPurpose
{
    /// <summary>Initial weights of a supernet; iteration = supernet, index = parameter.</summary>
    Weights = 1,
    /// <summary>Random subnets of the sandwich rule; iteration = supernet, index = step.</summary>
    TrainingSubnets = 2,
    /// <summary>Order of the training images; iteration = supernet, index = epoch.</summary>
    BatchOrder = 3,
    /// <summary>Stochastic depth; iteration = supernet, index = step and pass.</summary>
    DropPath = 4,
    /// <summary>Base subnets of the paired estimator, shared by all dimensions; index = draw.</summary>
    MeasurementPool = 5,
    /// <summary>Subnets of the estimator that draws fresh ones for each choice; index = dimension, choice and draw.</summary>
    IndependentPool = 6,
    /// <summary>Evolutionary search; iteration = name of the search, index = generation and attempt.</summary>
    Search = 7,
    /// <summary>Sampled statistics of a space in reports; they decide nothing.</summary>
    SpaceStatistics = 8,
    /// <summary>Random crop of a training image; iteration = supernet, index = epoch * training images + image, as of the three below.</summary>
    Crop = 9,
    /// <summary>Whether a training image is mirrored.</summary>
    Flip = 10,
    /// <summary>Operations of RandAugment on a training image.</summary>
    RandAugment = 11,
    /// <summary>Rectangle and noise of random erasing.</summary>
    Erasing = 12,
    /// <summary>Mixup and cutmix of a batch; iteration = supernet, index = step.</summary>
    Mixing = 13,
    /// <summary>The order in which a folder of images is split; one for all campaigns: seed, iteration and index are 0.</summary>
    SplitOrder = 14,
    /// <summary>Which dimension gets which of the proposed moves, where they are shuffled; iteration = iteration.</summary>
    ShuffledMoves = 15,
    /// <summary>Random subnets whose errors a study shows; iteration = number of the space, index = draw. They decide nothing.</summary>
    FreshSubnets = 16,
}
