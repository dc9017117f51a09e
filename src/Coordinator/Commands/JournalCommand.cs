using System.CommandLine;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>journal copy FROM TO</c>: takes a campaign's journal from SQLite to PostgreSQL or back.</summary>
internal static class JournalCommand
{
    private const string Postgres = "postgres:";
    private const string Sqlite = "sqlite";

    public static Command Create()
    {
        var from = new Argument<string>("FROM") { Description = "The campaign." };
        var to = new Argument<string>("TO") { Description = "sqlite, or postgres:SOURCE; SOURCE is an environment variable, or a file, that holds the connection string." };
        var copy = new Command("copy", "Copy a campaign's journal to the other kind of database, check the copy by its digests, and go on from the copy. The original stays.") { from, to };
        copy.SetAction(parsed => Copy(Invocation.Of(parsed), parsed.GetValue(from)!, parsed.GetValue(to)!));
        return new Command("journal", "Work on a campaign's journal as a whole.") { copy };
    }

    private static int Copy(Invocation invocation, string name, string target)
    {
        if (target != Sqlite && !(target.StartsWith(Postgres, StringComparison.Ordinal) && target.Length > Postgres.Length))
            throw new BadInputException($"'{target}': must be {Sqlite} or {Postgres}SOURCE");
        var folder = invocation.Existing(name);
        if (File.Exists(folder.PostgresFile) == (target != Sqlite)) throw new BadInputException($"the journal of campaign '{name}' is of that kind already");
        using var held = Admission.TakeFolder(folder) ?? throw new BadInputException($"campaign '{name}' is running: pause it first");
        using var writing = JournalStore.Of(folder).TakeWriting() ?? throw new BadInputException($"campaign '{name}' is running on another machine: pause it first");
        var rows = target == Sqlite ? JournalMove.ToSqlite(folder) : JournalMove.ToPostgres(folder, target[Postgres.Length..]);
        invocation.Print(new { folder.Name, To = target, Events = rows }, it => FormattableString.Invariant($"{it.Events} events copied and checked; campaign '{it.Name}' goes on from the copy"));
        return ExitCode.Done;
    }
}
