using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>An update rule by name, with its thresholds.</summary>
/// <param name="Name"><c>linear-floor</c>, <c>linear-truncate</c>, <c>significant</c>, <c>theil-sen</c>, <c>sign</c>, <c>frozen</c>, or a rule of
/// <paramref name="Assembly"/>.</param>
/// <param name="Tau">Slope, in percentage points of error a step, that moves the dimension by one step; above 0.</param>
/// <param name="Z">For <c>significant</c>: how many of its standard errors the slope must exceed.</param>
/// <param name="Assembly">The assembly that holds a user's own rule, as <see cref="RuleAssembly"/> writes it; earlier versions recorded its
/// path. Null for a built-in rule.</param>
[MessagePackObject]
public sealed record RuleSpec(
    [property: Key(0)] string Name,
    [property: Key(1)] double Tau,
    [property: Key(2)] double Z,
    [property: Key(3)] string? Assembly);
