using Npgsql;
using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.Cluster;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Postgres;

/// <summary>A campaign whose journal stands in PostgreSQL, as a user without any right but to one schema.</summary>
[Collection(SeveralCollection.Name)]
public sealed class PostgresJournalTests(UninterruptedCampaign uninterrupted, PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Runs => _folder.Path("runs");

    private string Campaign => _folder.Path("runs/tiny");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_campaign_has_the_events_that_it_has_in_SQLite_every_command_reads_it_and_it_is_copied_there_and_back()
    {
        var source = _folder.Write("connection", server.ConnectionString());
        Assert.Equal("", Refusal(0, Run(source)));
        Assert.False(File.Exists(Path.Combine(Campaign, "journal.db")));
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        string[][] readers = [["status", "tiny"], ["list"], ["audit", "tiny", "--verify"], ["replay", "tiny"], ["report", "tiny"], ["doctor", "tiny"], ["fork", "tiny", "branch", "--at-iteration", "2"]];
        foreach (var reader in readers) Refusal(0, [.. reader, "--runs", Runs]);
        Assert.True(TinyCampaign.Rows(Path.Combine(Runs, "branch")) > 0);

        Refusal(0, ["journal", "copy", "tiny", "sqlite", "--runs", Runs]);
        Assert.True(TinyCampaign.Rows(Campaign) > 0);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        Refusal(0, ["audit", "tiny", "--verify", "--runs", Runs]);
        Assert.Contains("there already: nothing was copied", Refusal(1, ["journal", "copy", "tiny", $"postgres:{source}", "--runs", Runs]), StringComparison.Ordinal);
        server.Execute("DELETE FROM campaigns.journal");
        Refusal(0, ["journal", "copy", "tiny", $"postgres:{source}", "--runs", Runs]);
        Assert.False(File.Exists(Path.Combine(Campaign, "journal.db")));
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        Refusal(0, ["audit", "tiny", "--verify", "--runs", Runs]); // the numbers of its rows go on behind those that were removed
        Refusal(0, ["backup", "tiny", _folder.Path("backup.db"), "--runs", Runs]);
        foreach (var file in Directory.EnumerateFiles(Runs, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(PostgresServer.Password, File.ReadAllText(file, System.Text.Encoding.Latin1), StringComparison.Ordinal);
    }

    /// <summary>The commands of the walk-through in docs/several-machines.md, on a smaller campaign, and a third worker that dies.</summary>
    [Fact]
    public void Workers_share_the_evaluations_one_of_them_is_killed_with_work_in_hand_and_every_event_is_that_of_one_process()
    {
        var blocks = Repository.Read("docs/several-machines.md").Split("```").Where((_, place) => place % 2 == 1).Take(2)
            .Select(block => block.Split('\n').Where(line => line.StartsWith("./run.sh ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1..]).ToList())
            .ToList();
        var (begin, workers) = (Assert.Single(blocks[1]), blocks[0][1..]);
        Assert.Equal(["worker", "worker"], workers.Select(command => command[0]));
        Assert.Equal("execution.journal.postgres.connection_from=S3_JOURNAL", begin[^1]);
        Assert.Equal("2", begin[Array.IndexOf(begin, "--wait-for-workers") + 1]);
        using var coordinator = Product.StartWith(new Dictionary<string, string> { ["S3_JOURNAL"] = server.ConnectionString(schema: "walk") },
            [.. begin.Select(word => word.EndsWith(".conf", StringComparison.Ordinal) ? uninterrupted.File : word == "2" ? "3" : word),
                "--listen", "127.0.0.1:0", "--runs", Runs]);
        string[] At(string[] command) =>
            [.. command.Select(word => word.StartsWith("127.0.0.1:", StringComparison.Ordinal) ? ClusterProcesses.AddressOf(coordinator) : word)];
        using var seeing = Product.Start(At(workers[0]));
        // One that cannot see the coordinator's checkpoints, as on another machine: they are sent to it.
        using var far = Product.Start([.. At(workers[1]), "--checkpoints", _folder.Path("none"), "--cache", _folder.Path("cache")]);
        using var killed = ClusterProcesses.WorkerWith("S3ACTORS_CRASH_AT", "before-acting#1", coordinator, "--evaluators", "1");
        Assert.True(coordinator.Wait() == 0, coordinator.Errors);
        Assert.Equal((0, 0, 137), (seeing.Wait(), far.Wait(), killed.Wait()));
        Environment.SetEnvironmentVariable("S3_JOURNAL", server.ConnectionString(schema: "walk"));
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        Assert.All(new[] { seeing, far }, worker => Assert.Matches("[1-9][0-9]* subnets were evaluated here", worker.Errors));
        Assert.NotEmpty(Directory.GetFiles(_folder.Path("cache"), "*.safetensors"));
    }

    [Fact]
    public void A_campaign_that_a_process_on_another_machine_writes_is_turned_away()
    {
        using var other = new NpgsqlConnection(server.ConnectionString() + ";Pooling=false");
        other.Open();
        using var take = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended(current_schema() || '/tiny', 5301))", other);
        take.ExecuteNonQuery();
        Assert.Contains("already running: a process on another machine", Refusal(4, Run(_folder.Write("connection", server.ConnectionString()))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_stands_by_goes_on_within_seconds_when_the_coordinator_is_killed_and_repeats_no_finished_work()
    {
        var (source, listen, tally) = (_folder.Write("connection", server.ConnectionString(schema: "standby")), $"127.0.0.1:{ClusterProcesses.FreePort()}", _folder.Path("tally"));
        PointTally.Create(tally);
        using var first = Product.StartWith(new Dictionary<string, string> { ["S3ACTORS_CRASH_AT"] = "checkpoint-recorded#5" },
            [.. Run(source), "--cluster", "--listen", "127.0.0.1:0", "--wait-for-workers", "1"]);
        var address = ClusterProcesses.AddressOf(first);
        using var second = Product.StartWith(new Dictionary<string, string> { ["S3ACTORS_TALLY"] = tally },
            [.. Run(source), "--cluster", "--standby", "--listen", listen, "--wait-for-workers", "1"]);
        second.WaitForError("this process stands by");
        using var worker = Product.Start("worker", "--join", address, "--join", listen, "--evaluators", "1");
        Assert.True(first.Wait() == 137, first.Output + first.Errors);
        Assert.True(second.Wait() == 0, second.Errors);
        Assert.Contains("is gone: this one goes on", second.Errors, StringComparison.Ordinal);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        using (var steps = PointTally.Open(tally)) Assert.Equal(72 - 30, steps["step-done"]); // of three supernets' 24; the fifth checkpoint is at the 30th
        using var journal = new JournalReader(new CampaignFolder(Campaign));
        var times = journal.Stream("session").Where(row => row.Event is SessionStarted).Select(row => row.Time).ToList();
        Assert.InRange(times[1] - journal.All().Last(row => row.Time < times[1]).Time, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_server_that_is_restarted_under_load_costs_no_event_of_the_session_at_work()
    {
        using var session = Product.Start(Run(_folder.Write("connection", server.ConnectionString(schema: "restarted"))));
        foreach (var (rows, mode) in new[] { (20, "fast"), (80, "immediate") })
        {
            while (server.Rows("restarted") < rows)
            {
                Assert.False(session.HasEnded, session.Errors);
                Thread.Sleep(5);
            }
            server.Restart(mode);
        }
        Assert.True(session.Wait() == 0, session.Errors);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
    }

    [Theory]
    [InlineData("unreachable", "cannot be reached")]
    [InlineData("password", "refuses the user or the password")]
    [InlineData("permission", "no permission to write the journal in schema closed")]
    [InlineData("schema", "does not exist, or the user has no right to use it")]
    [InlineData("nonsense", "no connection string as Npgsql takes it")]
    public void What_is_wrong_with_the_server_is_said_in_one_line_without_the_connection_string(string trouble, string words)
    {
        var connection = trouble switch
        {
            "unreachable" => server.ConnectionString(host: _folder.Path(".")),
            "password" => server.ConnectionString(password: PostgresServer.Password + "-wrong"),
            "permission" => server.ConnectionString(schema: "closed"),
            "schema" => server.ConnectionString(schema: "missing"),
            _ => $"Passwort={PostgresServer.Password}",
        };
        var line = Refusal(1, Run(_folder.Write("connection", connection)));
        Assert.Contains(words, line, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, line, StringComparison.Ordinal);
        Assert.DoesNotContain("weak", line, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Campaign, "journal.postgres")));
    }

    private string[] Run(string source) => ["run", uninterrupted.File, "--set", $"execution.journal.postgres.connection_from=\"{source}\"", "--runs", Runs];

    private static string Refusal(int exitCode, string[] arguments)
    {
        var (actual, output, errors) = Product.Run(arguments);
        Assert.True(actual == exitCode, $"{string.Join(' ', arguments)}: {actual}\n{output}{errors}");
        return exitCode == 0 ? "" : Assert.Single(errors.TrimEnd().Split('\n'));
    }
}
