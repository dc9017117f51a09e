using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>How the space moves (method: "Space evolution").</summary>
/// <param name="Iterations">T: iterations before the final supernet; 0 searches the initial space.</param>
/// <param name="Rule">The rule of every dimension that <paramref name="Overrides"/> does not name.</param>
/// <param name="Overrides">Rules by kind (<c>embed_dim</c>) or dimension (<c>stage3.depth</c>, which goes first).</param>
/// <param name="MaximumSteps">Largest |steps| of one dimension in one iteration; 0 sets no bound.</param>
/// <param name="MaximumMeanMacs">Ceiling on the mean MACs an image over the evolved space; null sets none.</param>
/// <param name="MaximumLog10Size">Ceiling on log10 |A|; null sets none.</param>
/// <param name="MaximumMeanParameters">Ceiling on the mean number of parameters over the evolved space; null sets none.</param>
/// <param name="ShuffledMoves">True for a control: the steps that the rules propose are dealt out anew at random among the dimensions; else null.</param>
[MessagePackObject]
public sealed record EvolutionSpec(
    [property: Key(0)] int Iterations,
    [property: Key(1)] RuleSpec Rule,
    [property: Key(2)] IReadOnlyDictionary<string, RuleSpec> Overrides,
    [property: Key(3)] int MaximumSteps,
    [property: Key(4)] double? MaximumMeanMacs,
    [property: Key(5)] double? MaximumLog10Size,
    [property: Key(6)] double? MaximumMeanParameters = null,
    [property: Key(7)] bool? ShuffledMoves = null);
