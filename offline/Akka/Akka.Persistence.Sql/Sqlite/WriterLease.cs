using Akka.Actor;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>A child that holds a plugin's share of the writer, and gives it back when the plugin ends or restarts.</summary>
internal sealed class WriterLease(SqliteWriter writer) : UntypedActor
{
    public static SqliteWriter Take(IActorContext plugin, string connectionString)
    {
        var writer = SqliteWriter.Acquire(connectionString);
        plugin.ActorOf(Props.Create(() => new WriterLease(writer)));
        return writer;
    }

    protected override void OnReceive(object message) => Unhandled(message);

    protected override void PostStop() => writer.Release();
}
