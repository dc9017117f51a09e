using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Campaign;

/// <summary>The closed list of places where a campaign can stand. Those named with a verb in -ing have work to do.</summary>
public abstract record CampaignPosition
{
    private CampaignPosition()
    {
    }

    /// <summary>Not created.</summary>
    public sealed record Nowhere : CampaignPosition;

    /// <summary>Created, nothing done.</summary>
    public sealed record Begun : CampaignPosition;

    /// <summary>An iteration trains its supernet, measures and evolves.</summary>
    /// <param name="Iteration">Counted from 1.</param>
    /// <param name="Space">The space it trains and measures.</param>
    public sealed record Iterating(int Iteration, SearchSpace Space) : CampaignPosition;

    /// <summary>An iteration ended.</summary>
    /// <param name="Moved">Whether any dimension moved.</param>
    public sealed record Evolved(int Iteration, SearchSpace Space, bool Moved) : CampaignPosition;

    /// <summary>The final supernet trains.</summary>
    public sealed record TrainingFinal(SearchSpace Space) : CampaignPosition;

    /// <summary>A space is searched and its winner measured.</summary>
    /// <param name="Search"><c>final</c> or <c>control</c>.</param>
    /// <param name="Supernet">Whose weights.</param>
    public sealed record Searching(string Search, string Supernet, SearchSpace Space) : CampaignPosition;

    /// <summary>A search ended.</summary>
    public sealed record Searched(string Search) : CampaignPosition;

    /// <summary>Nothing is left to do, unless the winner's retraining is asked for.</summary>
    public sealed record Done : CampaignPosition;

    /// <summary>The winner of a complete campaign is trained from scratch and measured.</summary>
    /// <param name="Search">Whose winner.</param>
    public sealed record Retraining(string Search, Architecture Architecture, TrainingSpec Training) : CampaignPosition;

    /// <summary>A winner is retrained: nothing is left to do, unless another's retraining is asked for.</summary>
    public sealed record Retrained : CampaignPosition;

    /// <summary>Whether the campaign proper is complete.</summary>
    public bool IsComplete => this is Done or Retraining or Retrained;
}
