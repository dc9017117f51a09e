using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>The evolutionary search of the final space (method: "Architecture search").</summary>
/// <param name="Population">Architectures of the first generation.</param>
/// <param name="Generations">Generations, the first included.</param>
/// <param name="Parents">Best architectures that breed.</param>
/// <param name="Crossovers">Children by crossover a generation.</param>
/// <param name="Mutations">Children by mutation a generation.</param>
/// <param name="BlockMutationProbability">For each per-block choice.</param>
/// <param name="StageMutationProbability">For each depth and embed_dim.</param>
/// <param name="Images">How many search-validation images give the fitness, from the first.</param>
/// <param name="Limit">Checked before a candidate is evaluated.</param>
/// <param name="Control">Whether the initial space is searched too, with the same budget, for comparison.</param>
/// <param name="ControlBudget">How the control's supernet is trained; null: it is that of iteration 1, however long that was trained.</param>
/// <param name="SecondObjective">What is to be low beside the error; null for nothing.</param>
[MessagePackObject]
public sealed record SearchSpec(
    [property: Key(0)] int Population,
    [property: Key(1)] int Generations,
    [property: Key(2)] int Parents,
    [property: Key(3)] int Crossovers,
    [property: Key(4)] int Mutations,
    [property: Key(5)] double BlockMutationProbability,
    [property: Key(6)] double StageMutationProbability,
    [property: Key(7)] int Images,
    [property: Key(8)] CostLimit Limit,
    [property: Key(9)] bool Control,
    [property: Key(10)] ControlBudget? ControlBudget = null,
    [property: Key(11)] CostObjective? SecondObjective = null);

/// <summary>A cost that a search holds low beside the error. The numbers are stored: extend, never renumber.</summary>
public enum CostObjective
{
    /// <summary>Multiply-accumulates an image.</summary>
    Macs = 1,
    /// <summary>Parameters.</summary>
    Parameters = 2,
    /// <summary>Time of a forward pass, measured on the machine that searches.</summary>
    Latency = 3,
}

/// <summary>What a control's supernet has in common with the evolved space's.</summary>
public enum ControlBudget
{
    /// <summary>It is trained for as many steps as the final supernet.</summary>
    EqualFinal = 1,
    /// <summary>It is trained for as many steps as all the campaign's supernets together.</summary>
    EqualTotal = 2,
    /// <summary>There is one of each.</summary>
    Both = 3,
}
