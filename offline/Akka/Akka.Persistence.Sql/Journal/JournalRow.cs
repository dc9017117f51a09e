using System.Collections.Immutable;

namespace Akka.Persistence.Sql.Journal;

/// <summary>One event as it is stored. <paramref name="Created"/> is in UTC ticks.</summary>
internal sealed record JournalRow(
    string PersistenceId,
    long SequenceNumber,
    long Created,
    byte[] Message,
    string Manifest,
    int Identifier,
    string WriterUuid,
    IImmutableSet<string> Tags);
