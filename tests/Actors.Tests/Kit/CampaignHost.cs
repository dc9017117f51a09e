using Akka.Actor;
using Akka.Persistence.Sql;
using Akka.TestKit.Xunit2;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>A campaign's folder, and the sessions that work in it, with real actors and a real journal.</summary>
internal sealed class CampaignHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public CampaignHost()
    {
        Folder = Directory.CreateTempSubdirectory("s3actors-").FullName;
        Execution = new ExecutionSettings(Folder, 2, 1, 3, "cpu", TimeSpan.FromSeconds(5), 2, 0)
        {
            EvaluationGroup = 5, JournalRetryDelay = TimeSpan.FromMilliseconds(50),
        };
    }

    public string Folder { get; }

    public ExecutionSettings Execution { get; set; }

    public CampaignSpec Spec { get; set; } = Samples.Spec;

    public TrainingSpec? Retraining { get; set; }

    public string RetrainedSearch { get; set; } = "final";

    public string DatasetDigest { get; set; } = new('d', 64);

    public SyntheticTrainingFactory Training { get; } = new();

    public SyntheticEvaluationFactory Evaluation { get; } = new();

    public TestClock Clock { get; } = new();

    /// <summary>Every critical point of all sessions.</summary>
    public ListedPoints Points { get; } = new();

    /// <summary>Writes to the journal that were begun, over all sessions.</summary>
    public int Writes => Points.Count(CriticalPoints.BeforePersist);

    public string CheckpointFolder => Execution.CheckpointFolder;

    public CampaignRun Run => new(
        Spec, DatasetDigest, Execution, Training, Evaluation, Clock, new Provenance("0.1.0", "a processor", new Dictionary<string, string> { ["libtorch"] = "1.13.1" })) { Points = Points, Retraining = Retraining, RetrainedSearch = RetrainedSearch };

    /// <summary>One session, from start to end.</summary>
    public Task<CampaignOutcome> Session() => Session((_, campaign) => campaign.Outcome);

    /// <summary>One session; the actor system is stopped when <paramref name="act"/> is done, whatever the campaign is at.</summary>
    public async Task<T> Session<T>(Func<ActorSystem, CampaignSystem, Task<T>> act)
    {
        PrepareJournal();
        var system = ActorSystem.Create("s3actors", JournalSettings.For(Execution.JournalFile).WithFallback(SqlPersistence.DefaultConfiguration));
        try
        {
            return await act(system, CampaignSystem.Start(system, Run)).WaitAsync(Patience);
        }
        finally
        {
            await system.Terminate().WaitAsync(Patience);
        }
    }

    /// <summary>A session that is stopped dead at a write to the journal, if it does not end before.</summary>
    /// <param name="write">Counted over all sessions of this host.</param>
    public async Task StopDeadAt(int write)
    {
        await Session(async (_, campaign) =>
        {
            var dead = new TaskCompletionSource();
            Points.OnReach = (point, times) => { if (point == CriticalPoints.BeforePersist && times == write) dead.TrySetResult(); };
            await Task.WhenAny(dead.Task, campaign.Outcome);
            return 0;
        });
        Points.OnReach = (_, _) => { };
    }

    /// <summary>A session that hears of a pause before a training step is taken, so that it pauses at the end of that step's slice.</summary>
    /// <param name="step"><c>supernet/step</c>.</param>
    public Task<CampaignOutcome> PauseBefore(string step) => Session(async (system, campaign) =>
    {
        var progress = new TestKit(system).CreateTestProbe();
        system.EventStream.Subscribe(progress, typeof(Progress));
        Training.BeforeStep = name =>
        {
            if (name != step) return;
            campaign.Pause("asked");
            progress.FishForMessage<Progress>(it => it.Detail == "pausing", Patience);
        };
        var outcome = await campaign.Outcome;
        Training.BeforeStep = _ => { };
        return outcome;
    });

    /// <summary>Every row of the journal, in the order written.</summary>
    public IReadOnlyList<JournalRow> Rows()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ordering, persistence_id, sequence_number, manifest, identifier, message FROM journal ORDER BY ordering";
        using var reader = command.ExecuteReader();
        var rows = new List<JournalRow>();
        while (reader.Read())
            rows.Add(new JournalRow(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetInt32(4), (byte[])reader.GetValue(5)));
        return rows;
    }

    /// <summary>Each stream's events as text, without the session's.</summary>
    public SortedDictionary<string, List<string>> Streams()
    {
        var streams = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var stream in Rows().Where(row => !row.Stream.EndsWith("/session", StringComparison.Ordinal)).GroupBy(row => row.Stream))
            streams.Add(stream.Key, [.. stream.OrderBy(row => row.SequenceNumber).Select(row => EventText.Of(row.Event))]);
        return streams;
    }

    public IReadOnlyList<IEvent> Events(string stream) =>
        [.. Rows().Where(row => row.Stream == $"{Spec.Name}/{stream}").OrderBy(row => row.SequenceNumber).Select(row => row.Event)];

    public void Sql(string text)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        JournalFolder.Delete(Folder);
    }

    private void PrepareJournal() => Sql("PRAGMA journal_mode = WAL");

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Execution.JournalFile};Pooling=False");
        connection.Open();
        return connection;
    }
}

/// <summary>A row as it stands in the file.</summary>
internal sealed record JournalRow(long Ordering, string Stream, long SequenceNumber, string Manifest, int Identifier, byte[] Message)
{
    public Recorded Recorded => Recorded.Read(Manifest, Message);

    public IEvent Event => Recorded.Event;
}

/// <summary>A clock in an unusual time zone that moves whenever it is read: once for every write to a journal.</summary>
internal sealed class TestClock : TimeProvider
{
    private int _reads;

    /// <summary>From one reading to the next, in seconds; below 0 it runs backwards.</summary>
    public int Pace { get; set; } = 1;

    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("odd", TimeSpan.FromMinutes(-570), "odd", "odd");

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(Pace * Interlocked.Increment(ref _reads));
}
