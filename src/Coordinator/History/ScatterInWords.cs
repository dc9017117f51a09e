using S3Actors.Messages.Events;
using static System.FormattableString;

namespace S3Actors.Coordinator.History;

/// <summary>What the standard errors of an iteration cover, in words.</summary>
public static class ScatterInWords
{
    /// <summary>Of a decision.</summary>
    public static string Of(MoveProposed? evolved) => (evolved?.Scatter, evolved?.SlopesByReplicate?.Count) switch
    {
        (ErrorScatter.Images | ErrorScatter.Training, { } trainings) => Invariant($"errors over subnets, images and {trainings} trainings"),
        (ErrorScatter.Training, { } trainings) => Invariant($"errors over subnets and {trainings} trainings; images are not in them"),
        (ErrorScatter.Images, _) => $"errors over subnets and images; {TrainingMissing}",
        _ => $"errors over subnets alone; images are not in them, {TrainingMissing}",
    };

    private const string TrainingMissing = "training's part is not measured (measurement.replicates)";

    private const string TrainingUnknown =
        "Training's part is not measured (measurement.replicates): what another training of the same supernet would change is not in them, and slopes of several seeds scatter more.";

    /// <summary>Of a campaign: what its verdicts rest on.</summary>
    public static string Of(CampaignHistory history)
    {
        var decisions = history.Iterations.SelectMany(it => it.Dimensions).Select(it => it.Proposal?.Event).OfType<MoveProposed>().ToList();
        var images = decisions.Count > 0 && decisions.TrueForAll(it => it.Scatter?.HasFlag(ErrorScatter.Images) is true);
        var training = decisions.Count > 0 && decisions.TrueForAll(it => it.Scatter?.HasFlag(ErrorScatter.Training) is true);
        return (images, training) switch
        {
            (true, true) => "Standard errors are total: they cover the draw of subnets and of images, and what another training of the same supernet changes, as replicated supernets show it.",
            (false, true) => "Standard errors cover the draw of subnets, and what another training of the same supernet changes. What other images would change is not in them.",
            (true, false) => $"Standard errors cover the draw of subnets and of images. {TrainingUnknown}",
            _ => $"Standard errors cover the draw of subnets alone. What other images would change is not in them. {TrainingUnknown}",
        };
    }
}
