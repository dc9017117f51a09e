using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>What a subnet may cost, at most and at least; null where a measure is not bounded.</summary>
/// <param name="MaximumMacs">Multiply-accumulates an image.</param>
/// <param name="MaximumParameters">Parameters.</param>
/// <param name="MinimumMacs">The least multiply-accumulates an image.</param>
/// <param name="MinimumParameters">The fewest parameters.</param>
[MessagePackObject]
public sealed record CostLimit(
    [property: Key(0)] long? MaximumMacs,
    [property: Key(1)] long? MaximumParameters,
    [property: Key(2)] long? MinimumMacs = null,
    [property: Key(3)] long? MinimumParameters = null);
