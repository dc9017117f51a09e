using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>A plugin's first work: its tables. What comes before they are there waits in its stash; where they cannot be made, it stops.</summary>
internal static class TableCreation
{
    /// <param name="plugin">The plugin's context, in its PreStart.</param>
    /// <param name="schema">The statements, each of which may meet tables that exist; none where others see to them.</param>
    /// <param name="tables">What the log calls them.</param>
    public static void Begin(IActorContext plugin, IStash stash, SqliteWriter writer, IEnumerable<string> schema, string tables)
    {
        var log = plugin.GetLogger();
        Run(writer, schema).PipeTo(plugin.Self);
        plugin.BecomeStacked(message =>
        {
            switch (message)
            {
                case Status.Success:
                    plugin.UnbecomeStacked();
                    stash.UnstashAll();
                    break;
                case Status.Failure failure:
                    log.Error(failure.Cause, $"{tables} could not be created.");
                    plugin.Stop(plugin.Self);
                    break;
                default:
                    stash.Stash();
                    break;
            }

            return true;
        });
    }

    private static async Task<Status> Run(SqliteWriter writer, IEnumerable<string> schema)
    {
        try
        {
            foreach (var statements in schema)
                await writer.Enqueue(new WriteJob(session => session.Run(statements)) { InTransaction = false }).ConfigureAwait(false);
            return new Status.Success(null);
        }
        catch (Exception cause)
        {
            return new Status.Failure(cause);
        }
    }
}
