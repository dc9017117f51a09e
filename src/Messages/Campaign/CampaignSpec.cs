using MessagePack;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Campaign;

/// <summary>
/// Everything that decides a campaign's events and weights, as its first event stores it. How it is carried out (paths, threads,
/// number of evaluators, device) is not part of it and may change at every resume.
/// </summary>
/// <param name="Name">The campaign's name: the first part of every persistence id.</param>
/// <param name="Seed">Seed of every random choice.</param>
/// <param name="Data">How the images are split and normalised.</param>
/// <param name="Network">The part of the network that is not searched.</param>
/// <param name="InitialSpace">The space of the first iteration.</param>
/// <param name="Training">How each supernet is trained.</param>
/// <param name="Measurement">How E-T errors are measured.</param>
/// <param name="Evolution">How the space moves.</param>
/// <param name="Search">How the final space is searched.</param>
/// <param name="UniformBlocks">True where the blocks of a stage are all alike; null where each is chosen for itself.</param>
[MessagePackObject]
public sealed record CampaignSpec(
    [property: Key(0)] string Name,
    [property: Key(1)] long Seed,
    [property: Key(2)] DataSpec Data,
    [property: Key(3)] NetworkSkeleton Network,
    [property: Key(4)] SearchSpace InitialSpace,
    [property: Key(5)] TrainingSpec Training,
    [property: Key(6)] MeasurementSpec Measurement,
    [property: Key(7)] EvolutionSpec Evolution,
    [property: Key(8)] SearchSpec Search,
    [property: Key(9)] bool? UniformBlocks = null);
