using MessagePack;

namespace S3Actors.Messages.Events;

/// <summary>
/// A process began to work on the campaign. Sessions have a stream of their own, so that the other streams of a run that was killed and
/// resumed are those of a run that never was.
/// </summary>
/// <param name="Session">Counted from 1; every one but the first is a resume.</param>
/// <param name="ProductVersion">Version of the program.</param>
/// <param name="Hardware">Processor or accelerator as the system names it.</param>
/// <param name="Evaluators">Evaluators that work in parallel.</param>
/// <param name="Places">Where the images stand: settings by key, as <c>data.folder</c>; null in journals of earlier versions. Places are no
/// part of what is computed: each session may have others.</param>
[MessagePackObject]
public sealed record SessionStarted(
    [property: Key(0)] int Session,
    [property: Key(1)] string ProductVersion,
    [property: Key(2)] string Hardware,
    [property: Key(3)] int Evaluators,
    [property: Key(4)] IReadOnlyDictionary<string, string>? Places = null) : ISessionEvent;

/// <summary>
/// What a paused training wrote beside its regular checkpoints, so that a resume repeats no step. It stands in the session's stream only:
/// the supernet's own stream is that of a run that was never paused.
/// </summary>
/// <param name="Supernet">Whose.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="File">Name within the campaign's folder of checkpoints.</param>
/// <param name="Sha256">Digest of the file, lower-case hex.</param>
/// <param name="Divergences">Divergences overcome before it: a later one may have made it worthless.</param>
[MessagePackObject]
public sealed record PauseCheckpoint(
    [property: Key(0)] string Supernet,
    [property: Key(1)] int Step,
    [property: Key(2)] string File,
    [property: Key(3)] string Sha256,
    [property: Key(4)] int Divergences = 0);

/// <summary>The session stopped on request and can be resumed.</summary>
/// <param name="Checkpoint">The training's state between two regular checkpoints; null where there was none to save.</param>
[MessagePackObject]
public sealed record SessionPaused(
    [property: Key(0)] int Session,
    [property: Key(1)] string Reason,
    [property: Key(2)] PauseCheckpoint? Checkpoint) : ISessionEvent;

/// <summary>
/// A checkpoint that the journal names was not there or not whole, and training went back to one before it. It stands among the sessions,
/// as it changes no result: the steps are done again and give the same weights.
/// </summary>
/// <param name="Step">Steps it was to hold.</param>
/// <param name="File">Its name.</param>
/// <param name="Reason">What was wrong.</param>
/// <param name="ResumedAt">Steps of the checkpoint used in its place; 0 for none: training began again.</param>
[MessagePackObject]
public sealed record CheckpointRejected(
    [property: Key(0)] int Session,
    [property: Key(1)] string Supernet,
    [property: Key(2)] int Step,
    [property: Key(3)] string File,
    [property: Key(4)] string Reason,
    [property: Key(5)] int ResumedAt) : ISessionEvent;

/// <summary>
/// A worker takes part whose results may have other bits than the coordinator's, since <c>--allow-mixed</c> allowed it: another process may
/// not come to the same events.
/// </summary>
/// <param name="Worker">Its host and port.</param>
/// <param name="Differences">What differs, at least one line.</param>
[MessagePackObject]
public sealed record MixedWorkerAdmitted(
    [property: Key(0)] int Session,
    [property: Key(1)] string Worker,
    [property: Key(2)] IReadOnlyList<string> Differences) : ISessionEvent;

/// <summary>The session stopped on an error; what was journalled before stands.</summary>
[MessagePackObject]
public sealed record SessionFailed([property: Key(0)] int Session, [property: Key(1)] string Reason) : ISessionEvent;

/// <summary>The session ended with the campaign done.</summary>
[MessagePackObject]
public sealed record SessionCompleted([property: Key(0)] int Session) : ISessionEvent;
