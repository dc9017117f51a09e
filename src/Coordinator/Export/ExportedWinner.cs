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
    CampaignHistory History, Architecture Architecture, SearchSpace Space, string CheckpointFile, string CheckpointSha256, WinnerReport Winner,
        TrainingSpec? Retraining)
{
    /// <summary>Which member of the front it is, counted from 1, the cheapest; null for the winner.</summary>
    public int? FrontPlace { get; private init; }

    /// <summary>The specification in force.</summary>
    public CampaignSpec Spec => History.Spec;

    /// <summary>Names of the classes in the order of the network's scores; null where neither the journal nor this program knows them.</summary>
    public IReadOnlyList<string>? Classes => History.Created!.Classes ?? KnownImages.Of(History.Created.DatasetDigest).Classes;

    /// <summary><c>inherited</c> or <c>retrained</c>.</summary>
    public string Weights => Retraining is null ? "inherited" : "retrained";

    /// <summary>A member of the front that a search with two objectives found, with inherited weights.</summary>
    /// <param name="place">Counted from 1, the cheapest.</param>
    /// <exception cref="BadInputException">There is no front, or no such place in it.</exception>
    public static ExportedWinner OfFront(CampaignHistory history, int place)
    {
        var front = FrontMember.AllOf(history);
        if (front.Count == 0) throw new BadInputException(
            $"campaign '{history.Name}' has no front: its search has one objective (search.second_objective), or has not begun");
        if (place < 1 || place > front.Count)
            throw new BadInputException(FormattableString.Invariant($"--front {place}: the front has {front.Count} members, counted from 1"));
        var (member, search) = (front[place - 1], history.Search(SearchNames.Final)!);
        var result = search.Generations[^1].Front![place - 1];
        var trained = history.Trained(search.Started.Supernet)!;
        var report = new WinnerReport(
            SearchNames.Final, search.Started.Supernet, member.Architecture, member.MacsPerImage, member.ParameterCount, ErrorReport.Of(result.Error),
            ErrorReport.Unknown, ErrorReport.Unknown);
        return new ExportedWinner(history, result.Architecture, search.Started.Space, trained.CheckpointFile, trained.CheckpointSha256, report,
            Retraining: null) { FrontPlace = place };
    }

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

/// <summary>What is known of a set of images besides its pixels.</summary>
/// <param name="Licence">Whose they are and on what terms.</param>
/// <param name="Classes">Names of the classes in the order of their numbers, where the files have none; null where they are not known.</param>
internal sealed record KnownImages(string Name, string Licence, IReadOnlyList<string>? Classes = null)
{
    private const string FashionMnist = "66ff9b7e837d329fd51d703cefeded92a18028bb786854a52ed060d4df22ad45";

    /// <summary>By the digest of decoded images and labels.</summary>
    public static KnownImages Of(string digest) => digest == FashionMnist
        ? new KnownImages("Fashion-MNIST",
            "Copyright 2017 Zalando SE, Expat (MIT) licence; https://github.com/zalandoresearch/fashion-mnist, Debian's package dataset-fashion-mnist",
            ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"])
        : new KnownImages("images that this program does not know", "not known to this program: see where the images are from");
}
