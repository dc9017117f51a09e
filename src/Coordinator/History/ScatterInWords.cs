using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History;

/// <summary>What the standard errors of an iteration cover, in words.</summary>
public static class ScatterInWords
{
    /// <summary>Of a decision.</summary>
    public static string Of(MoveProposed? evolved) => evolved?.Scatter switch
    {
        ErrorScatter.Images => "errors over subnets and images; how the training went is not in them",
        _ => "errors over subnets alone; images and how the training went are not in them",
    };

    /// <summary>Of a campaign: what its verdicts rest on.</summary>
    public static string Of(CampaignHistory history)
    {
        var decisions = history.Iterations.SelectMany(it => it.Dimensions).Select(it => it.Proposal?.Event).OfType<MoveProposed>().ToList();
        return decisions.Count > 0 && decisions.TrueForAll(it => it.Scatter is ErrorScatter.Images)
            ? "Standard errors cover the draw of subnets and of images. What another training of the same supernet would change is not in them: slopes of several seeds scatter more."
            : "Standard errors cover the draw of subnets alone. What other images, and another training of the same supernet, would change is not in them: slopes of several seeds scatter more.";
    }
}
