using S3Actors.Coordinator.History;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Report;

/// <summary>An architecture of the front that a search with two objectives found: nothing that it evaluated is both cheaper and better.</summary>
/// <param name="Place">Counted from 1, the cheapest.</param>
/// <param name="SearchValidationPercent">Its error on the images that drove the search, with inherited weights: too low for that.</param>
/// <param name="MicrosecondsPerImage">How long it takes, where the search held that low; else null.</param>
public sealed record FrontMember(int Place, string Architecture, double SearchValidationPercent, long MacsPerImage, long ParameterCount,
    double? MicrosecondsPerImage = null)
{
    /// <summary>The front of the evolved space's search so far, from the cheapest on; empty for a search with one objective.</summary>
    public static IReadOnlyList<FrontMember> AllOf(CampaignHistory history) =>
        [.. (history.Search(SearchNames.Final)?.Generations.LastOrDefault()?.Front ?? []).Select((it, i) =>
        {
            var cost = ArchitectureCost.Of(history.Spec.Network, it.Architecture);
            return new FrontMember(i + 1, it.Architecture.CanonicalText, it.Error.Percent, cost.MacsPerImage, cost.ParameterCount,
                history.Latency(SearchNames.Final, it.Architecture));
        })];
}
