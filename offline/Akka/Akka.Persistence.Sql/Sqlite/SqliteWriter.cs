namespace Akka.Persistence.Sql.Sqlite;

/// <summary>
/// The one writer of a database in this process: a thread with a connection. SQLite lets one transaction write at a time,
/// so journal and snapshot store share it. Small writes that wait go into one transaction together; when it fails, all of them fail.
/// </summary>
internal sealed class SqliteWriter
{
    private static readonly Lock Registry = new();
    private static readonly Dictionary<string, SqliteWriter> Writers = [];

    private readonly string _connectionString;
    private readonly object _gate = new();
    private readonly Queue<WriteJob> _waiting = new();
    private readonly Thread _thread;
    private int _users;
    private bool _closing;

    private SqliteWriter(string connectionString)
    {
        _connectionString = connectionString;
        _thread = new Thread(Work) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    /// <summary>The writer of a database; to be given back with <see cref="Release"/>.</summary>
    public static SqliteWriter Acquire(string connectionString)
    {
        lock (Registry)
        {
            if (!Writers.TryGetValue(connectionString, out var writer))
                Writers.Add(connectionString, writer = new SqliteWriter(connectionString));
            writer._users++;
            return writer;
        }
    }

    /// <summary>The last user to go waits until all work is done and the file is closed, at most 5 s.</summary>
    public void Release()
    {
        lock (Registry)
        {
            if (--_users > 0) return;
            Writers.Remove(_connectionString);
        }

        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        // A writer that waits for another process's lock must not hold up the end of the system.
        _thread.Join(TimeSpan.FromSeconds(5));
    }

    /// <param name="job">Work that is done after all work before it.</param>
    /// <param name="most">How many jobs may wait; beyond them the job fails.</param>
    public Task Enqueue(WriteJob job, int most = int.MaxValue)
    {
        lock (_gate)
        {
            if (_closing) job.Fail(new ObjectDisposedException(nameof(SqliteWriter)));
            else if (_waiting.Count >= most) job.Fail(new InvalidOperationException($"The journal's write buffer is full ({most} writes wait)."));
            else _waiting.Enqueue(job);
            Monitor.Pulse(_gate);
        }

        return job.Done;
    }

    /// <summary>Ends when all work so far has ended, well or not.</summary>
    public Task Settled() => Enqueue(new WriteJob(_ => { }) { InTransaction = false });

    private void Work()
    {
        SqliteSession session = null;
        var group = new List<WriteJob>();
        while (Take(group))
        {
            try
            {
                session ??= new SqliteSession(_connectionString);
                Run(session, group);
            }
            catch (Exception cause)
            {
                // The connection may be in any state; the next job gets a new one.
                Close(session);
                session = null;
                foreach (var job in group) job.Fail(cause);
            }
        }

        Close(session);
    }

    private static void Run(SqliteSession session, List<WriteJob> group)
    {
        var inTransaction = group[0].InTransaction;
        if (inTransaction) session.Execute("BEGIN IMMEDIATE");
        foreach (var job in group) job.Run(session);
        if (inTransaction) session.Execute("COMMIT");
        foreach (var job in group) job.Succeed();
    }

    private static void Close(SqliteSession session)
    {
        try
        {
            session?.Dispose();
        }
        catch (Exception)
        {
            // Nothing is lost: an open transaction is rolled back by SQLite, and its jobs have failed.
        }
    }

    /// <summary>The next job, with those after it that fit into its transaction. False when there will be none.</summary>
    private bool Take(List<WriteJob> group)
    {
        group.Clear();
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closing) return false;
                Monitor.Wait(_gate);
            }

            var first = _waiting.Dequeue();
            group.Add(first);
            var rows = first.Rows;
            while (_waiting.TryPeek(out var next) && next.GroupLimit > 0 && (rows += next.Rows) <= first.GroupLimit) group.Add(_waiting.Dequeue());
            return true;
        }
    }
}
