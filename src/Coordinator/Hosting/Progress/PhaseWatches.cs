using S3Actors.Messages.Commands;

namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>
/// The phases of a session, each once. Work for a search is measured under names like <c>final/generation-3</c>: part of a phase that is
/// watched already, so it only tells that phase's pace.
/// </summary>
public sealed class PhaseWatches(TimeProvider clock)
{
    private readonly Dictionary<(CampaignPhase, string), PhaseWatch> _phases = [];

    /// <summary>Whether a message is of a part of another phase.</summary>
    public static bool IsPart(Messages.Commands.Progress progress) => progress.Subject.Contains('/', StringComparison.Ordinal);

    /// <summary>Takes a message.</summary>
    /// <returns>Its phase, and whether this is the first that was heard of it.</returns>
    public (PhaseWatch Phase, bool Begins) Hear(Messages.Commands.Progress progress)
    {
        var begins = !_phases.TryGetValue((progress.Phase, progress.Subject), out var phase);
        if (begins) _phases[(progress.Phase, progress.Subject)] = phase = new PhaseWatch(clock, progress);
        phase!.Hear(progress);
        return (phase, begins);
    }
}
