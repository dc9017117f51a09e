namespace S3Actors.Models.Durability;

/// <summary>
/// Hears of every place in the program where a crash would be worth knowing about. Production does nothing there; the crash harness ends
/// the process. Called from many threads.
/// </summary>
public interface ICriticalPoints
{
    /// <summary>The program is at a point.</summary>
    /// <param name="point">One of <see cref="CriticalPoints.All"/>.</param>
    void Reach(string point);
}

/// <summary>A place where a crash would be worth knowing about.</summary>
/// <param name="Name">What the crash harness calls it.</param>
/// <param name="Meaning">What is done and what is not, at that place.</param>
public sealed record CriticalPoint(string Name, string Meaning);

/// <summary>The names of all critical points.</summary>
public static class CriticalPoints
{
    public const string JournalPrepared = "journal-prepared";
    public const string RowReplayed = "row-replayed";
    public const string Recovered = "recovered";
    public const string BeforePersist = "before-persist";
    public const string AfterPersist = "after-persist";
    public const string BeforeActing = "before-acting";
    public const string StepDone = "step-done";
    public const string CheckpointRecorded = "checkpoint-recorded";
    public const string CheckpointsTrimmed = "checkpoints-trimmed";
    public const string ReportBegun = "report-begun";
    public const string ReportFinished = "report-finished";
    public const string JournalClosing = "journal-closing";

    /// <summary>What the points of a checkpoint's file begin with; a <see cref="FileStage"/> follows.</summary>
    public const string Checkpoint = "checkpoint-";

    /// <summary>What the points of a report's file begin with; a <see cref="FileStage"/> follows.</summary>
    public const string Report = "report-";

    /// <summary>A listener that does nothing.</summary>
    public static ICriticalPoints None { get; } = new NoListener();

    /// <summary>Every point, in the order in which a campaign meets them. No snapshot is ever written, so none stands here.</summary>
    public static IReadOnlyList<CriticalPoint> All { get; } =
    [
        new(JournalPrepared, "the journal's file is there, perhaps without a row"),
        new(RowReplayed, "recovery folded one more row"),
        new(Recovered, "an actor folded its whole stream and has not acted"),
        new(BeforePersist, "events are decided, none is written"),
        new(AfterPersist, "they are in the journal, no state has changed"),
        new(BeforeActing, "the state has changed, nobody was told"),
        new(StepDone, "a training step is done, in memory only"),
        new(Checkpoint + FileStage.Opened, "a checkpoint's file is begun, empty, under another name"),
        new(Checkpoint + FileStage.Written, "it is written, not yet flushed"),
        new(Checkpoint + FileStage.Flushed, "it is on the disk under the other name"),
        new(Checkpoint + FileStage.Renamed, "it has its name, which may not be on the disk"),
        new(Checkpoint + FileStage.Durable, "it is on the disk, and no event names it"),
        new(CheckpointRecorded, "its event is in the journal, older files are still there"),
        new(CheckpointsTrimmed, "older files are gone"),
        new(ReportBegun, "the campaign is complete, without a report"),
        new(Report + FileStage.Opened, "a report's file is begun, empty, under another name"),
        new(Report + FileStage.Written, "it is written, not yet flushed"),
        new(Report + FileStage.Flushed, "it is on the disk under the other name"),
        new(Report + FileStage.Renamed, "it has its name, which may not be on the disk"),
        new(Report + FileStage.Durable, "it is on the disk"),
        new(ReportFinished, "all files of the report are there"),
        new(JournalClosing, "the journal is about to be folded into one file"),
    ];

    private sealed class NoListener : ICriticalPoints
    {
        public void Reach(string point)
        {
        }
    }
}
