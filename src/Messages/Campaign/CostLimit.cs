using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>An upper bound on what a subnet may cost; null where a measure is not bounded.</summary>
/// <param name="MaximumMacs">Multiply-accumulates an image.</param>
/// <param name="MaximumParameters">Parameters.</param>
[MessagePackObject]
public sealed record CostLimit(
    [property: Key(0)] long? MaximumMacs,
    [property: Key(1)] long? MaximumParameters);
