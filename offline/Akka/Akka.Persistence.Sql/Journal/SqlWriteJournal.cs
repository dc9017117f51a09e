using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Journal;
using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Journal;

/// <summary>The journal in SQLite.</summary>
public class SqlWriteJournal : AsyncWriteJournal, IWithUnboundedStash
{
    private readonly PluginSettings _settings;
    private readonly Akka.Serialization.Serialization _serialization;

    /// <summary>Tells this writer's events from those of processes before and after.</summary>
    private readonly string _writerUuid = Guid.NewGuid().ToString("N");
    private SqliteWriter _writer;

    public SqlWriteJournal(Config journalConfig)
    {
        _settings = PluginSettings.From(journalConfig.WithFallback(SqlPersistence.DefaultJournalConfiguration));
        _serialization = Context.System.Serialization;
    }

    /// <summary>Holds what comes before the tables are there.</summary>
    public IStash Stash { get; set; }

    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr)
    {
        // An incarnation that has ended may have left a write behind.
        await _writer.Settled().ConfigureAwait(false);
        return await Task.Run(() =>
        {
            using var session = new SqliteSession(_settings.ConnectionString);
            return JournalTable.Highest(session, persistenceId, fromSequenceNr);
        }).ConfigureAwait(false);
    }

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) => Task.Run(() =>
    {
        using var session = new SqliteSession(_settings.ConnectionString);
        for (var (next, left) = (fromSequenceNr, max); next <= toSequenceNr && left > 0;)
        {
            var most = Math.Min(_settings.ReplayBatchSize, left);
            var rows = JournalTable.Select(session, persistenceId, next, toSequenceNr, most);
            // All of a batch are decoded before any is handed on: the actor is woken once for them, not once for each.
            foreach (var e in rows.ConvertAll(row => Represent(persistenceId, row))) recoveryCallback(e);
            if (rows.Count < most) return;
            next = rows[^1].SequenceNumber + 1;
            left -= rows.Count;
        }
    });

    protected override void PreStart()
    {
        base.PreStart();
        _writer = WriterLease.Take(Context, _settings.ConnectionString);
        TableCreation.Begin(Context, Stash, _writer, _settings.AutoInitialize ? [Schema.Journal, Schema.Tags] : [], "The journal's tables");
    }

    /// <summary>Serialises here, in order; the rows are written on the writer's thread. A write that cannot be serialised is rejected alone.</summary>
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var created = DateTime.UtcNow.Ticks;
        var rows = new List<JournalRow>();
        var rejections = ImmutableList.CreateBuilder<Exception>();
        foreach (var write in messages)
        {
            var before = rows.Count;
            try
            {
                foreach (var e in (IEnumerable<IPersistentRepresentation>)write.Payload) rows.Add(ToRow(e, created));
                rejections.Add(null);
            }
            catch (Exception cause)
            {
                rows.RemoveRange(before, rows.Count - before);
                rejections.Add(cause);
            }
        }

        if (rows.Count > 0)
        {
            var job = new WriteJob(session => JournalTable.Insert(session, rows)) { Rows = rows.Count, GroupLimit = _settings.BatchSize };
            await _writer.Enqueue(job, _settings.BufferSize).ConfigureAwait(false);
        }

        return rejections.ToImmutable();
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        _writer.Enqueue(new WriteJob(session => JournalTable.Delete(session, persistenceId, toSequenceNr)));

    private JournalRow ToRow(IPersistentRepresentation e, long created)
    {
        var (payload, tags) = e.Payload is Tagged tagged ? (tagged.Payload, tagged.Tags) : (e.Payload, ImmutableHashSet<string>.Empty);
        var stored = PayloadBytes.Of(payload, _serialization, _settings.DefaultSerializer);
        return new JournalRow(
            e.PersistenceId, e.SequenceNr, e.Timestamp == 0 ? created : e.Timestamp, stored.Bytes, stored.Manifest, stored.SerializerId, _writerUuid, tags);
    }

    private Persistent Represent(string persistenceId, StoredEvent row) => new(
        PayloadBytes.Restore(row.Message, row.Identifier, row.Manifest, _serialization, _settings.DefaultSerializer),
        row.SequenceNumber,
        persistenceId,
        row.Manifest,
        isDeleted: false,
        ActorRefs.NoSender,
        row.WriterUuid,
        row.Created);
}
