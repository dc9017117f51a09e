using S3Actors.Messages.Campaign;

namespace S3Actors.Actors.Campaign;

/// <summary>A supernet of the evolution, or the final one.</summary>
/// <param name="Iteration">Counted from 1; 0 for the final supernet.</param>
/// <param name="Replicate">Which of the iteration's, counted from 1.</param>
internal sealed record IterationSupernet(int Iteration, int Replicate = 1)
{
    /// <summary>Distance of two replicates' numbers in the randomness: far more than a campaign's iterations and all else that it trains.</summary>
    private const int ReplicateDistance = 10_000;

    /// <summary>The supernet of the evolved space.</summary>
    public static IterationSupernet Final { get; } = new(0);

    /// <summary>Whether it is the final one.</summary>
    public bool IsFinal => Iteration == 0;

    /// <summary>Its name.</summary>
    public string Name => IsFinal ? SupernetNames.Final : SupernetNames.OfReplicate(Iteration, Replicate);

    /// <summary>The one of that name; the final one where an iteration's name is not read from it.</summary>
    public static IterationSupernet Parse(string name) =>
        RequestName.TryParse(name, out var read) && read is { Iteration: { } iteration, Replicate: { } replicate } ? new(iteration, replicate) : Final;

    /// <summary>Its number in the randomness: of an iteration's first one, the iteration.</summary>
    public int Index(CampaignSpec spec) => IsFinal ? spec.Evolution.Iterations + 1 : Iteration + (Replicate - 1) * ReplicateDistance;
}
