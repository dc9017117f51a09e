using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Bench.Journal;

/// <summary>The reading commands and the recovery of the actors on a journal of 100 000 events.</summary>
internal sealed class JournalBenchmark : IBenchmark
{
    private const int Rounds = 3;

    private static readonly (string Command, double Limit)[] Commands =
        [("status invented", 1), ("audit invented", 5), ("audit invented --verify", 10), ("replay invented", 5),
            ("replay invented --compare linear-floor,significant:z=2,theil-sen", 5), ("replay invented --sweep tau=0.05..1.0", 5), ("report invented", 5)];

    public string Name => "journal";

    public string Question => "how long status, audit, replay and the actors' recovery take on a journal of 100 000 events";

    public void Run(Findings findings, Effort effort)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var (folder, events) = InventedCampaign.Write(Path.Combine(scratch.FullName, "runs"));
            findings.Say($"{events} events, {new FileInfo(folder.JournalFile).Length >> 20} MiB");
            findings.Add("events", events);
            foreach (var (command, limit) in Commands) Time(findings, command, limit, Path.GetDirectoryName(folder.Path)!);
            Interrupt(folder);
            Recover(findings, folder);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Whole processes, the start of the runtime included.</summary>
    private static void Time(Findings findings, string command, double limit, string runs)
    {
        var (wall, processor) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "s3actors"),
                [.. command.Split(' '), "--runs", runs]) { RedirectStandardOutput = true };
            var (clock, before) = (Stopwatch.StartNew(), ProcessorTime.OfChildren());
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{command} ended with {process.ExitCode}: {output[Math.Max(0, output.Length - 300)..]}");
            wall.Add(clock.Elapsed.TotalSeconds);
            processor.Add(ProcessorTime.OfChildren() - before);
        }
        var (elapsed, used) = (new Samples(wall), new Samples(processor));
        findings.Add(command, new JsonObject { ["seconds"] = elapsed.ToJson(), ["processor_seconds"] = used.ToJson(), ["limit"] = limit });
        findings.Say($"{command,-70} {Quantity.Time(elapsed.Median),9} ({Quantity.Time(used.Median)} of a processor), limit {limit} s");
    }

    /// <summary>As if it had been killed while its last iteration is measured: all but the end and the search is there.</summary>
    public static void Interrupt(CampaignFolder folder)
    {
        using var connection = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        command.CommandText = """
            DELETE FROM journal WHERE ordering > 100 +
                (SELECT max(ordering) FROM journal WHERE manifest = 'evaluations-requested-v1' AND ordering < (SELECT ordering FROM journal WHERE manifest = 'final-supernet-started-v1'))
            """;
        command.ExecuteNonQuery();
    }

    private static void Recover(Findings findings, CampaignFolder folder)
    {
        var servant = new RecoveryServant();
        var (cold, warm) = (new List<JsonObject>(), new List<JsonObject>());
        for (var round = 0; round < Rounds; round++)
        {
            using var process = ChildProcess.Servant(servant, [folder.Path]);
            cold.Add(process.Ask("go"));
            for (var again = 0; again < Rounds; again++) warm.Add(process.Ask("go"));
        }
        Say("cold", "first in its process", cold, 3);
        Say("warm", "again in the same process", warm, 1);

        void Say(string key, string words, List<JsonObject> answers, double limit)
        {
            Samples Of(string what) => new(answers.Select(it => (double)it[what]!));
            findings.Add($"recovery {key}",
                new JsonObject { ["recovered"] = Of("recovered").ToJson(), ["working"] = Of("working").ToJson(),
                ["processor_seconds"] = Of("processor").ToJson(), ["rows"] = (int)answers[0]["rows"]!, ["limit"] = limit });
            findings.Say($"recovery of {answers[0]["rows"]} events by {answers[0]["actors"]} actors, {words}: {Quantity.Time(Of("recovered").Median)} ({Quantity.Time(Of("processor").Median)} of the processors), at work after {Quantity.Time(Of("working").Median)}, limit {limit} s");
        }
    }
}
