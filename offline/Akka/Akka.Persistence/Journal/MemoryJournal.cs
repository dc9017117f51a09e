using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Keeps events in memory as long as the actor system lives. The journal of configurations that name none.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<long, IPersistentRepresentation>> _streams = [];
    private readonly Dictionary<string, long> _highest = [];

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr)
    {
        lock (_gate) return Task.FromResult(_highest.GetValueOrDefault(persistenceId));
    }

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        IPersistentRepresentation[] events;
        lock (_gate)
        {
            events = !_streams.TryGetValue(persistenceId, out var stream) ? []
                : [.. stream.Values.Where(e => e.SequenceNr >= fromSequenceNr && e.SequenceNr <= toSequenceNr).Take((int)Math.Min(max, int.MaxValue))];
        }

        foreach (var e in events) recoveryCallback(e);
        return Task.CompletedTask;
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        lock (_gate)
        {
            foreach (var e in messages.SelectMany(write => write.Events))
            {
                if (!_streams.TryGetValue(e.PersistenceId, out var stream)) _streams[e.PersistenceId] = stream = [];
                var payload = e.Payload is Tagged tagged ? tagged.Payload : e.Payload;
                stream[e.SequenceNr] = e.WithPayload(payload).WithTimestamp(DateTime.UtcNow.Ticks);
                _highest[e.PersistenceId] = Math.Max(_highest.GetValueOrDefault(e.PersistenceId), e.SequenceNr);
            }
        }

        return Task.FromResult<IImmutableList<Exception>>(null);
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        lock (_gate)
        {
            if (_streams.TryGetValue(persistenceId, out var stream))
            {
                foreach (var number in stream.Keys.Where(n => n <= toSequenceNr).ToList()) stream.Remove(number);
            }
        }

        return Task.CompletedTask;
    }
}
