using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Export;

/// <summary>The winner of the evolved space with the weights that are exported.</summary>
/// <param name="Space">The space whose supernet, or else the smallest that, holds the weights.</param>
/// <param name="CheckpointFile">Name of the file with the weights, within the campaign's checkpoints.</param>
/// <param name="Winner">Its errors with these weights.</param>
/// <param name="Retraining">How it was trained; null for inherited weights.</param>
public sealed record ExportedWinner(
    CampaignHistory History, Architecture Architecture, SearchSpace Space, string CheckpointFile, string CheckpointSha256, WinnerReport Winner, TrainingSpec? Retraining)
{
    /// <summary>The specification in force.</summary>
    public CampaignSpec Spec => History.Spec;

    /// <summary>Names of the classes in the order of the network's scores; null where neither the journal nor this program knows them.</summary>
    public IReadOnlyList<string>? Classes => History.Created!.Classes ?? KnownImages.Of(History.Created.DatasetDigest).Classes;

    /// <summary><c>inherited</c> or <c>retrained</c>.</summary>
    public string Weights => Retraining is null ? "inherited" : "retrained";

    /// <summary>The retrained winner where there is one, unless its inherited weights are asked for.</summary>
    /// <exception cref="BadInputException">The campaign has no winner yet.</exception>
    public static ExportedWinner Of(CampaignHistory history, bool inherited)
    {
        var winners = WinnerReport.AllOf(history);
        if (winners.FirstOrDefault(it => it.Search == SearchNames.Final) is not { } winner)
            throw new BadInputException($"campaign '{history.Name}' has no winner yet: there is nothing to export");
        var architecture = history.Selected(SearchNames.Final)!.Best.Architecture;
        if (!inherited && winners.FirstOrDefault(it => it.Search == SupernetNames.Retrained) is { } retrained)
            return Of(SupernetNames.Retrained, EnclosingSpace.Of(architecture), retrained, history.Retraining(SearchNames.Final)!.Training);
        var search = history.Search(SearchNames.Final)!;
        return Of(search.Started.Supernet, search.Started.Space, winner, null);

        ExportedWinner Of(string supernet, SearchSpace space, WinnerReport report, TrainingSpec? retraining)
        {
            var trained = history.Trained(supernet)!;
            return new ExportedWinner(history, architecture, space, trained.CheckpointFile, trained.CheckpointSha256, report, retraining);
        }
    }
}
