using System.Globalization;
using MessagePack;

namespace S3Actors.Messages.Space;

/// <summary>
/// One search dimension: its ordered choices, the step gamma by which an update moves all of them, and the bounds that no choice leaves.
/// </summary>
/// <param name="Id">Stage and kind.</param>
/// <param name="Choices">At least one value, ascending, without repeats, each in [<paramref name="Minimum"/>, <paramref name="Maximum"/>].</param>
/// <param name="Gamma">Size of one step, above 0, in the dimension's own unit.</param>
/// <param name="Minimum">Smallest value a choice may take, above 0.</param>
/// <param name="Maximum">Largest value a choice may take.</param>
[MessagePackObject]
public sealed record SearchDimension(
    [property: Key(0)] DimensionId Id,
    [property: Key(1)] IReadOnlyList<double> Choices,
    [property: Key(2)] double Gamma,
    [property: Key(3)] double Minimum,
    [property: Key(4)] double Maximum)
{
    /// <summary>The smallest choice.</summary>
    [IgnoreMember] public double Smallest => Choices[0];

    /// <summary>The largest choice.</summary>
    [IgnoreMember] public double Largest => Choices[^1];

    /// <summary>Two dimensions are equal when every field and every choice is.</summary>
    public bool Equals(SearchDimension? other) =>
        other is not null && Id == other.Id && Gamma.Equals(other.Gamma) && Minimum.Equals(other.Minimum) && Maximum.Equals(other.Maximum)
        && Choices.SequenceEqual(other.Choices);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Choices.Count, Smallest, Largest, Gamma);

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {{{string.Join(", ", Choices.Select(Format))}}}";

    /// <summary>A choice as people read it, the same under every culture: <c>16</c>, <c>3.5</c>.</summary>
    public static string Format(double choice) => choice >= 0 && choice < int.MaxValue && choice == (int)choice
        ? ((int)choice).ToString(CultureInfo.InvariantCulture) // as the format below gives it, several times as fast
        : choice.ToString("0.######", CultureInfo.InvariantCulture);
}
