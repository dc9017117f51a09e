using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace S3Actors.Tests.Coordinator.Postgres;

/// <summary>Debian's PostgreSQL, started in a temporary folder as a user that is not root, on a Unix socket of its own.</summary>
public sealed class PostgresServer : IDisposable
{
    public const string Password = "s3cret-word";
    private static readonly string[] Settings = ["listen_addresses=''", "fsync=off", "max_connections=40", "lc_messages=C"];
    private readonly string _folder = Directory.CreateTempSubdirectory("s3pg-").FullName;
    private readonly string _programs = Directory.EnumerateDirectories("/usr/lib/postgresql").OrderBy(path => double.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).Last() + "/bin";

    public PostgresServer()
    {
        File.WriteAllText(Path.Combine(_folder, "password"), Password);
        if (Environment.IsPrivilegedProcess) Start("chown", "-R", "postgres", _folder);
        AsServer("initdb", "-D", Data, "-U", "owner", "--auth=scram-sha-256", "--pwfile", Path.Combine(_folder, "password"), "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        StartServer();
        Execute($"CREATE ROLE weak LOGIN PASSWORD '{Password}'; CREATE SCHEMA campaigns; CREATE SCHEMA standby; CREATE SCHEMA restarted; CREATE SCHEMA walk; GRANT USAGE, CREATE ON SCHEMA campaigns, standby, restarted, walk TO weak; CREATE SCHEMA closed; GRANT USAGE ON SCHEMA closed TO weak");
    }

    /// <summary>The folder of the socket: the host's name in a connection string.</summary>
    public string Host => _folder;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A connection string of the user who may only work in one schema.</summary>
    public string ConnectionString(string schema = "campaigns", string password = Password, string? host = null) =>
        $"Host={host ?? Host};Username=weak;Password={password};Database=postgres;Search Path={schema}";

    /// <summary>Stops and starts the server; whoever is connected is cut off.</summary>
    /// <param name="mode"><c>fast</c>, or <c>immediate</c>: as by a crash.</param>
    public void Restart(string mode)
    {
        AsServer("pg_ctl", "-D", Data, "-m", mode, "-w", "stop");
        StartServer();
    }

    /// <summary>Rows of the journal in a schema; 0 while there is none.</summary>
    public long Rows(string schema)
    {
        using var connection = new NpgsqlConnection($"Host={Host};Username=owner;Password={Password};Database=postgres;Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"SELECT count(*) FROM {schema}.journal", connection);
        try
        {
            return (long)command.ExecuteScalar()!;
        }
        catch (PostgresException)
        {
            return 0;
        }
    }

    /// <summary>Carries a statement out as the database's owner.</summary>
    public void Execute(string statement)
    {
        using var connection = new NpgsqlConnection($"Host={Host};Username=owner;Password={Password};Database=postgres;Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        AsServer("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private void StartServer() => AsServer("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "server.log"),
        "-o", string.Join(' ', Settings.Append($"unix_socket_directories={_folder}").Select(it => $"-c {it}")), "start");

    private void AsServer(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(_programs, program), .. arguments];
        if (Environment.IsPrivilegedProcess) Start("runuser", ["-u", "postgres", "--", .. command]);
        else Start(command[0], command[1..]);
    }

    private void Start(string program, params string[] arguments)
    {
        // The server inherits what its starter writes to: read from a file, since a pipe would stay open as long as the server runs.
        var log = Path.Combine(_folder, "starter.log");
        var start = new ProcessStartInfo("bash", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "-", log, program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, File.Exists(log) ? File.ReadAllText(log) : program);
    }
}
