using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;

namespace S3Actors.Bench.Pipeline;

/// <summary>The journal, counting what it is asked to write. The configuration names this class in its place.</summary>
public sealed class CountingJournal(Config settings) : SqlWriteJournal(settings)
{
    private static int s_requests, s_groups, s_events;

    /// <summary>Messages that asked for something to be written; what they ask for is one transaction.</summary>
    public static int Requests => s_requests;

    /// <summary>Groups of events written all or none: what one decision recorded.</summary>
    public static int Groups => s_groups;

    /// <summary>Events written.</summary>
    public static int Events => s_events;

    /// <summary>Names this class as the journal's.</summary>
    public static Config Configuration { get; } = ConfigurationFactory.ParseString(
        "akka.persistence.journal.sql.class = \"S3Actors.Bench.Pipeline.CountingJournal, s3actors-bench\"");

    /// <summary>Counts from 0 again.</summary>
    public static void Reset() => s_requests = s_groups = s_events = 0;

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        Interlocked.Increment(ref s_requests);
        Interlocked.Add(ref s_groups, writes.Count);
        Interlocked.Add(ref s_events, writes.Sum(write => write.Size));
        return base.WriteMessagesAsync(writes, cancellationToken);
    }
}
