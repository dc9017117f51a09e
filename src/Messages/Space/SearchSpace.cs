using MessagePack;

namespace S3Actors.Messages.Space;

/// <summary>
/// A search space: the Cartesian product of its dimensions, six for each stage, in the order of <see cref="DimensionId"/>.
/// The fixed part of the network stands in <see cref="NetworkSkeleton"/>.
/// </summary>
[MessagePackObject]
public sealed record SearchSpace([property: Key(0)] IReadOnlyList<SearchDimension> Dimensions)
{
    /// <summary>Number of stages.</summary>
    [IgnoreMember] public int StageCount => Dimensions.Count / DimensionKinds.All.Count;

    /// <summary>The dimension of that name.</summary>
    /// <exception cref="KeyNotFoundException">The space has no such dimension.</exception>
    [IgnoreMember]
    public SearchDimension this[DimensionId id] =>
        id.Stage >= 1 && id.Stage <= StageCount ? Dimensions[(id.Stage - 1) * DimensionKinds.All.Count + (int)id.Kind]
        : throw new KeyNotFoundException($"The space has {StageCount} stages and no dimension {id}.");

    /// <summary>The dimension of that stage (counted from 1) and kind.</summary>
    [IgnoreMember] public SearchDimension this[int stage, DimensionKind kind] => this[new DimensionId(stage, kind)];

    /// <summary>The same space with one dimension replaced.</summary>
    public SearchSpace With(SearchDimension dimension) => new([.. Dimensions.Select(d => d.Id == dimension.Id ? dimension : d)]);

    /// <summary>Two spaces are equal when all their dimensions are.</summary>
    public bool Equals(SearchSpace? other) => other is not null && Dimensions.SequenceEqual(other.Dimensions);

    /// <inheritdoc/>
    public override int GetHashCode() => Dimensions.Aggregate(17, HashCode.Combine);
}
