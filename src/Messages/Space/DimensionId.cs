using System.Globalization;
using MessagePack;

namespace S3Actors.Messages.Space;

/// <summary>Names one search dimension: a stage, counted from 1, and a kind. Written <c>stage3.depth</c>.</summary>
[MessagePackObject]
public readonly record struct DimensionId([property: Key(0)] int Stage, [property: Key(1)] DimensionKind Kind) : IComparable<DimensionId>
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"stage{Stage}.{Kind.Name()}");

    /// <summary>Reads <c>stage3.depth</c>; false where the text has another form.</summary>
    public static bool TryParse(string text, out DimensionId id)
    {
        id = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !text.StartsWith("stage", StringComparison.Ordinal)) return false;
        if (!int.TryParse(text.AsSpan(5, dot - 5), NumberStyles.None, CultureInfo.InvariantCulture, out var stage) || stage < 1) return false;
        if (!DimensionKinds.TryParse(text[(dot + 1)..], out var kind)) return false;
        id = new DimensionId(stage, kind);
        return true;
    }

    /// <summary>Stage first, then the canonical order of kinds.</summary>
    public int CompareTo(DimensionId other) => (Stage, Kind).CompareTo((other.Stage, other.Kind));
}
