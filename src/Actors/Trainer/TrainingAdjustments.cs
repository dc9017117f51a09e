using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Actors.Trainer;

/// <summary>
/// What the divergences overcome so far change about a training: a function of the recorded events alone, so that steps done again after any
/// restart, from any checkpoint, are the same steps.
/// </summary>
/// <param name="Overcome">In the order in which they were recorded.</param>
public sealed record TrainingAdjustments(IReadOnlyList<TrainingDiverged> Overcome)
{
    /// <summary>Whether a step, counted from 0, changes no weight.</summary>
    public bool Skips(int step) => Overcome.Any(diverged => diverged.Action == DivergencePolicy.SkipBatch && diverged.Step == step);

    /// <summary>What the learning rate of a step, counted from 0, is multiplied by.</summary>
    public double RateFactor(int step) =>
        Math.Pow(0.5, Overcome.Count(diverged => diverged.Action == DivergencePolicy.LowerRate && diverged.FromStep <= step)); // exact: powers of two

    /// <summary>One divergence in words, for a person.</summary>
    public static string InWords(TrainingDiverged diverged) => diverged.Action switch
    {
        DivergencePolicy.SkipBatch => Say(diverged, FormattableString.Invariant($"step {diverged.Step + 1} is left out")),
        DivergencePolicy.LowerRate => Say(diverged, "the learning rate is halved from there on"),
        _ => FormattableString.Invariant($"training diverged at step {diverged.Step + 1}: {diverged.Reason}"),
    };

    private static string Say(TrainingDiverged diverged, string remedy) => FormattableString.Invariant(
        $"training of {diverged.Supernet} diverged at step {diverged.Step + 1} ({diverged.Reason}): back to step {diverged.FromStep}, {remedy}");
}
