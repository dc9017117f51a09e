namespace Akka.Persistence.Sql.Sqlite;

/// <summary>A piece of work for the writer's thread, and the promise of its end.</summary>
internal sealed class WriteJob(Action<SqliteSession> work)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Rows it writes.</summary>
    public int Rows { get; init; }

    /// <summary>How many rows a transaction may hold that takes in further jobs; 0: this job has its transaction to itself.</summary>
    public int GroupLimit { get; init; }

    /// <summary>Statements that create tables run outside of a transaction: where the tables exist they need no lock.</summary>
    public bool InTransaction { get; init; } = true;

    public Task Done => _done.Task;

    public void Run(SqliteSession session) => work(session);

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception cause) => _done.TrySetException(cause);
}
