using System.Collections.Frozen;
using System.Data.Common;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Journal;

/// <summary>Reads a campaign's journal beside whoever writes it: read-only, without a lock that a writer could meet.</summary>
public sealed class JournalReader : IDisposable
{
    /// <summary>Of which the last of a stream says where it stands.</summary>
    private static readonly FrozenSet<string> Repeated = Names(typeof(TrainingIntervalFinished), typeof(CheckpointSaved), typeof(EpochFinished), typeof(GenerationFinished));

    /// <summary>That say how a campaign got where it stands.</summary>
    private static readonly FrozenSet<string> Details = Names(typeof(GenerationBred), typeof(SpaceEvolved));

    /// <summary>That end a training or a search.</summary>
    private static readonly FrozenSet<string> Ends = Names(typeof(TrainingFinished), typeof(ArchitectureSelected));

    private static readonly string Checkpoint = EventNames.NameOf(typeof(CheckpointSaved));

    private static FrozenSet<string> Names(params Type[] events) => events.Select(EventNames.NameOf).ToFrozenSet(StringComparer.Ordinal);

    private readonly JournalStore _store;
    private readonly DbConnection _connection;
    private readonly DbTransaction? _moment;
    private readonly CampaignFolder _folder;

    /// <param name="folder">The campaign's folder; it has a journal.</param>
    /// <param name="oneMoment">Whether everything is read as it stands at the first look; otherwise each look sees what was written since.</param>
    /// <param name="atRest">Whether no process writes it meanwhile.</param>
    /// <exception cref="DbException">It cannot be read, or the file is no database.</exception>
    /// <exception cref="RenamedFolderException">All of it is another campaign's.</exception>
    public JournalReader(CampaignFolder folder, bool oneMoment = false, bool atRest = false)
    {
        _folder = folder;
        _store = JournalStore.Of(folder);
        _connection = _store.Open(atRest);
        _moment = oneMoment ? _store.OneMoment(_connection) : null;
        HasEvents = _store.HasTable(_connection); // the first session creates the table with the first event
        if (FirstStream() is not { } first || !IsOfAnother(first)) return;
        if (!CountByStream().Keys.All(IsOfAnother)) return; // single rows of others are damage
        Dispose();
        throw new RenamedFolderException(folder, first[..first.LastIndexOf('/')]);

        static bool IsOfAnother(string stream) => stream.Contains('/', StringComparison.Ordinal);
    }

    /// <summary>False for a journal that no session has written to yet.</summary>
    public bool HasEvents { get; }

    /// <summary>The rows of one stream in their order.</summary>
    /// <exception cref="JournalException">A row is unknown or damaged.</exception>
    public IEnumerable<JournalRow> Stream(string stream) => Rows("persistence_id = @id ORDER BY sequence_number", ("@id", _folder.IdOf(stream)));

    /// <summary>The rows of the streams that hold decisions, in the order of the journal: all but the ledger's single subnets.</summary>
    /// <exception cref="JournalException">A row is unknown or damaged.</exception>
    public IEnumerable<JournalRow> Decisions(long afterOrdering = 0) =>
        Rows("manifest <> @name AND ordering > @after ORDER BY ordering", ("@name", EventNames.NameOf(typeof(SubnetEvaluated))), ("@after", afterOrdering));

    /// <summary>
    /// The rows that say where a campaign stands, in the order of the journal: of campaign, sessions, trainings and searches, without what was bred and
    /// how the space moved; of what a training or a search repeats, the last alone, and none that its end makes needless. They are found by their
    /// streams, and few are decoded: thousands of campaigns can be looked at.
    /// </summary>
    /// <exception cref="JournalException">A row is unknown or damaged.</exception>
    public IEnumerable<JournalRow> Milestones()
    {
        if (!HasEvents) return [];
        var rows = _connection.Rows(
            $"SELECT ordering, persistence_id, manifest FROM journal WHERE {_store.Own} AND deleted = FALSE AND (persistence_id IN (@campaign, @session)"
                + $" OR {_store.StreamColumn} BETWEEN @supernet AND @supernet || '~' OR {_store.StreamColumn} BETWEEN @population AND @population || '~') ORDER BY ordering",
            row => (Ordering: row.GetInt64(0), Stream: row.Plain(1) as string ?? "", Event: row.Plain(2) as string ?? ""),
            ("@campaign", Streams.Campaign(_folder.Name)), ("@session", Streams.Session(_folder.Name)),
            ("@supernet", Streams.Supernet(_folder.Name, "")), ("@population", Streams.Population(_folder.Name, "")), _store.OwnParameter).ToList();
        var ended = rows.Where(row => Ends.Contains(row.Event)).Select(row => row.Stream).ToHashSet(StringComparer.Ordinal);
        var last = rows.Where(row => Repeated.Contains(row.Event)).GroupBy(row => (row.Stream, row.Event))
            .Where(it => it.Key.Event == Checkpoint || !ended.Contains(it.Key.Stream)).Select(it => it.Last().Ordering).ToHashSet();
        var chosen = rows.Where(row => Repeated.Contains(row.Event) ? last.Contains(row.Ordering) : !Details.Contains(row.Event)).Select(row => row.Ordering).ToList();
        return chosen.Count == 0 ? [] : Rows($"ordering IN ({string.Join(',', chosen)}) ORDER BY ordering");
    }

    /// <summary>Every row in the order of the journal.</summary>
    /// <exception cref="JournalException">A row is unknown or damaged.</exception>
    public IEnumerable<JournalRow> All() => Rows("1 = 1 ORDER BY ordering");

    /// <summary>The last row; null where there is none.</summary>
    public JournalRow? Last() => Before(long.MaxValue);

    /// <summary>Number of the last row; 0 where there is none.</summary>
    public long Newest() => !HasEvents ? 0 : _connection.Value<long>($"SELECT coalesce(max(ordering), 0) FROM journal WHERE {_store.Own} AND deleted = FALSE", _store.OwnParameter);

    /// <summary>The row before another; null before the first.</summary>
    public JournalRow? Before(long ordering) => Rows("ordering < @limit ORDER BY ordering DESC LIMIT 1", ("@limit", ordering)).FirstOrDefault();

    /// <summary>How many rows of a kind stand behind a row.</summary>
    public long Count<T>(long afterOrdering = 0) where T : IEvent => !HasEvents ? 0 : _connection.Value<long>(
        $"SELECT count(*) FROM journal WHERE {_store.Own} AND deleted = FALSE AND manifest = @name AND ordering > @after", ("@name", EventNames.NameOf(typeof(T))), ("@after", afterOrdering), _store.OwnParameter);

    /// <summary>How many rows each stream has; streams without any are not named.</summary>
    public IReadOnlyDictionary<string, long> CountByStream() => !HasEvents ? new Dictionary<string, long>()
        : _connection.Rows($"SELECT persistence_id, count(*) FROM journal WHERE {_store.Own} AND deleted = FALSE GROUP BY persistence_id", row => (Stream: _folder.StreamOf(row.GetString(0)), Count: row.GetInt64(1)), _store.OwnParameter)
            .ToDictionary(it => it.Stream, it => it.Count, StringComparer.Ordinal);

    /// <summary>A number that changes when somebody else writes to the journal, and only then, while this reader is open.</summary>
    public long DataVersion() => _store.DataVersion(_connection);

    /// <summary>Every row of the file in the order of the journal, damaged and deleted ones too.</summary>
    internal IEnumerable<StoredRow> Stored() => Stored("1 = 1 ORDER BY ordering");

    /// <summary>Number of the last row that was ever written, also where it was removed.</summary>
    internal long LastOrdering() => _store.LastOrdering(_connection);

    /// <summary>Whether the rows' numbers have no gaps unless a row is missing.</summary>
    internal bool IsNumberedWithoutGaps => _store.IsNumberedWithoutGaps;

    /// <summary>What the database finds wrong with its own structure; empty for a sound one.</summary>
    internal IReadOnlyList<string> StructureProblems() => _store.StructureProblems(_connection);

    /// <inheritdoc/>
    public void Dispose()
    {
        _moment?.Dispose();
        _connection.Dispose();
    }

    /// <summary>The stream of the first row, <see cref="StoredRow.Stream"/>; null where there is none.</summary>
    private string? FirstStream() => !HasEvents ? null
        : _connection.Rows($"SELECT persistence_id FROM journal WHERE {_store.Own} ORDER BY ordering LIMIT 1",
            row => row.Plain(0) is string id ? _folder.StreamOf(id) : "?", _store.OwnParameter).FirstOrDefault();

    private IEnumerable<JournalRow> Rows(string condition, params (string, object)[] parameters) =>
        Stored($"deleted = FALSE AND {condition}", parameters).Select(row => row.Readable());

    private IEnumerable<StoredRow> Stored(string condition, params (string, object)[] parameters) => !HasEvents ? []
        : _connection.Rows($"SELECT {StoredRow.Columns} FROM journal WHERE {_store.Own} AND {condition}", row => StoredRow.Read(row, _folder), [.. parameters, _store.OwnParameter]);
}

/// <summary>A folder whose journal is that of a campaign of another name.</summary>
public sealed class RenamedFolderException(CampaignFolder folder, string name) : JournalException(InWords(folder, name))
{
    private static string InWords(CampaignFolder folder, string name)
    {
        var original = Path.Combine(Path.GetDirectoryName(folder.Path) ?? "", name);
        return $"{folder.Path} holds the journal of campaign '{name}': " + (Directory.Exists(original)
            ? $"it is a copy of that folder under another name; 's3actors fork {name} NEW --at-iteration t' makes a campaign of another name"
            : $"the folder was renamed; it works under its own name again: mv {ShellText.Quoted(folder.Path)} {ShellText.Quoted(original)}");
    }
}
