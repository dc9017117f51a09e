using System.Globalization;
using System.Runtime.CompilerServices;
using MessagePack;

namespace S3Actors.Messages.Space;

/// <summary>The four per-block choices of one transformer block.</summary>
/// <param name="WindowSize">Side of the attention window, tokens.</param>
/// <param name="NumHeads">Attention heads n; head_dim = floor(<paramref name="QkvDim"/> / n).</param>
/// <param name="MlpRatio">Hidden width of the MLP over the stage's channels.</param>
/// <param name="QkvDim">Total width q of the queries, before head_dim is rounded down.</param>
[MessagePackObject]
public sealed record BlockArchitecture(
    [property: Key(0)] int WindowSize,
    [property: Key(1)] int NumHeads,
    [property: Key(2)] double MlpRatio,
    [property: Key(3)] int QkvDim);

/// <summary>One stage: its channels and its blocks; the depth is the number of blocks.</summary>
[MessagePackObject]
public sealed record StageArchitecture(
    [property: Key(0)] int EmbedDim,
    [property: Key(1)] IReadOnlyList<BlockArchitecture> Blocks)
{
    /// <summary>Equal when the channels and every block are.</summary>
    public bool Equals(StageArchitecture? other) => other is not null && EmbedDim == other.EmbedDim && Blocks.SequenceEqual(other.Blocks);

    /// <inheritdoc/>
    public override int GetHashCode() => Blocks.Aggregate(EmbedDim, HashCode.Combine);
}

/// <summary>One architecture (subnet) of a search space. Its <see cref="CanonicalText"/> is its identity.</summary>
[MessagePackObject]
public sealed record Architecture([property: Key(0)] IReadOnlyList<StageArchitecture> Stages)
{
    private string? _canonicalText;

    private Architecture(Architecture original) => Stages = original.Stages; // a copy made by `with` must not inherit the cached text

    /// <summary>
    /// The identity, the same under every culture: stages joined by <c>/</c>, each its channels and then its blocks as
    /// window, heads, MLP ratio, qkv width: <c>16:w4n2m2q24,w2n1m1.5q12/32:...</c>.
    /// </summary>
    [IgnoreMember] public string CanonicalText => _canonicalText ??= Write();

    /// <inheritdoc/>
    public bool Equals(Architecture? other) => other is not null && string.Equals(CanonicalText, other.CanonicalText, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(CanonicalText, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => CanonicalText;

    private string Write()
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[256]);
        for (var s = 0; s < Stages.Count; s++)
        {
            var (stage, separator) = (Stages[s], ':');
            if (s > 0) text.AppendLiteral("/");
            text.AppendFormatted(stage.EmbedDim);
            foreach (var block in stage.Blocks)
            {
                text.AppendFormatted(separator);
                text.AppendLiteral("w");
                text.AppendFormatted(block.WindowSize);
                text.AppendLiteral("n");
                text.AppendFormatted(block.NumHeads);
                text.AppendLiteral("m");
                text.AppendLiteral(SearchDimension.Format(block.MlpRatio));
                text.AppendLiteral("q");
                text.AppendFormatted(block.QkvDim);
                separator = ',';
            }
            if (stage.Blocks.Count == 0) text.AppendFormatted(separator);
        }
        return text.ToStringAndClear();
    }
}
