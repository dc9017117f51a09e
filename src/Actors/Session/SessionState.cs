using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;

namespace S3Actors.Actors.Session;

/// <summary>The sessions in which processes worked on a campaign.</summary>
/// <param name="Count">Sessions begun.</param>
/// <param name="Open">The last one has no end yet: it runs, or its process was killed.</param>
/// <param name="Pause">What the latest pause saved of a training; null where none did.</param>
public sealed record SessionState(int Count, bool Open, PauseCheckpoint? Pause)
{
    /// <summary>Before the first session.</summary>
    public static SessionState Initial { get; } = new(0, false, null);

    /// <summary>A process begins to work; <paramref name="Session"/> is one more than were begun.</summary>
    public sealed record Start(
        int Session, string ProductVersion, string Hardware, int Evaluators, IReadOnlyDictionary<string, string>? Places = null)
        : ISessionCommand;

    /// <summary>It stops on request.</summary>
    public sealed record Stop(string Reason, PauseCheckpoint? Checkpoint) : ISessionCommand;

    /// <summary>It stops on an error.</summary>
    public sealed record Fail(string Reason) : ISessionCommand;

    /// <summary>It ends with the campaign done.</summary>
    public sealed record Complete : ISessionCommand;

    /// <summary>Checkpoints were rejected.</summary>
    public sealed record Reject(CheckpointsRejected Checkpoints) : ISessionCommand;

    /// <summary>A worker takes part whose results may have other bits.</summary>
    public sealed record AdmitMixed(string Worker, IReadOnlyList<string> Differences) : ISessionCommand;

    /// <summary>What follows from a command; nothing where it was decided before.</summary>
    public static IReadOnlyList<IEvent> Decide(SessionState state, ISessionCommand command) => command switch
    {
        Start start when start.Session == state.Count + 1 => 
            [new SessionStarted(start.Session, start.ProductVersion, start.Hardware, start.Evaluators, start.Places)],
        Start => [],
        _ when !state.Open => [],
        Reject { Checkpoints: var it } => [.. it.Files.Select(file => new CheckpointRejected(
            state.Count, it.Supernet, file.Point.Step, file.Point.File, file.Problem, it.ResumedAt))],
        AdmitMixed mixed => [new MixedWorkerAdmitted(state.Count, mixed.Worker, mixed.Differences)],
        Stop stop => [new SessionPaused(state.Count, stop.Reason, stop.Checkpoint)],
        Fail fail => [new SessionFailed(state.Count, fail.Reason)],
        Complete => [new SessionCompleted(state.Count)],
        _ => throw new StateException($"No session command: {command}."),
    };

    /// <summary>The state after an event.</summary>
    public static SessionState Evolve(SessionState state, IEvent content) => content switch
    {
        SessionStarted started => state with { Count = started.Session, Open = true },
        SessionPaused paused => state with { Open = false, Pause = paused.Checkpoint ?? state.Pause },
        SessionFailed or SessionCompleted => state with { Open = false },
        CheckpointRejected or MixedWorkerAdmitted => state,
        _ => throw StateException.Foreign("session", content),
    };
}

/// <summary>What can be asked of <see cref="SessionState"/>.</summary>
public interface ISessionCommand;
