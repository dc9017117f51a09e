namespace S3Actors.Actors.Campaign;

/// <summary>
/// How a campaign is carried out. None of it decides an event or a weight on one device, so it may differ at every resume; what does
/// decide them stands in <see cref="Messages.Campaign.CampaignSpec"/>.
/// </summary>
/// <param name="CampaignFolder">The campaign's own folder: journal.db, checkpoints/, best/.</param>
/// <param name="Evaluators">Evaluators that work in parallel, one thread each; at least 1.</param>
/// <param name="TrainingThreads">Threads that share the passes of one training step; at least 1.</param>
/// <param name="SliceSteps">Training steps between two looks at the mailbox (pause, status); at least 1.</param>
/// <param name="Device">The first device: <c>cpu</c>, <c>cuda:0</c>, <c>cuda:1</c>.</param>
/// <param name="StopTimeout">How long a pause may take before the process stops all the same.</param>
/// <param name="KeptCheckpoints">Newest checkpoints of a supernet in training that stay; the last of a trained one always does.</param>
/// <param name="MinimumFreeDiskBytes">Work that would write stops cleanly below this much free disk.</param>
public sealed record ExecutionSettings(
    string CampaignFolder,
    int Evaluators,
    int TrainingThreads,
    int SliceSteps,
    string Device,
    TimeSpan StopTimeout,
    int KeptCheckpoints,
    long MinimumFreeDiskBytes)
{
    /// <summary>Further devices: the passes of a training step and the evaluators are spread over all of them.</summary>
    public IReadOnlyList<string> OtherDevices { get; init; } = [];

    /// <summary>Whether <see cref="Evaluators"/> was left open, so that the devices decide.</summary>
    public bool HasOpenEvaluators { get; init; }

    /// <summary>Whether <see cref="TrainingThreads"/> was left open.</summary>
    public bool HasOpenTrainingThreads { get; init; }

    /// <summary>Architectures an evaluator is handed at once, at least 1: more share more of their first stages, fewer wait less for the last.</summary>
    public int EvaluationGroup { get; init; } = 16;

    /// <summary>Room for images that are evaluated again and again: decoded ones, where they come from files, and on each GPU.</summary>
    public long ImageCacheBytes { get; init; } = 1L << 30;

    /// <summary>How long another machine's evaluator may take for a group, at least, before a second one gets the group too.</summary>
    public TimeSpan WorkerPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a subnet's evaluation is tried before it is given up; at least 1.</summary>
    public int EvaluationAttempts { get; init; } = 3;

    /// <summary>How often in one session the campaign is taken up again from a journal that could not be read or written.</summary>
    public int JournalRetries { get; init; } = 3;

    /// <summary>Wait before the first of these; it doubles each time.</summary>
    public TimeSpan JournalRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The environment variable or file that holds the connection string of a journal in PostgreSQL; null for a SQLite file.</summary>
    public string? PostgresConnectionFrom { get; init; }

    /// <summary>The campaign's journal.</summary>
    public string JournalFile => Path.Combine(CampaignFolder, "journal.db");

    /// <summary>Where its checkpoints stand.</summary>
    public string CheckpointFolder => Path.Combine(CampaignFolder, "checkpoints");
}
