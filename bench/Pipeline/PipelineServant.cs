using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Persistence.Sql;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Commands;

namespace S3Actors.Bench.Pipeline;

/// <summary>A whole campaign with everything but the arithmetic, once for each line it is told. The first one compiles what the others run.</summary>
internal sealed class PipelineServant : IServant
{
    public string Name => "pipeline";

    /// <param name="arguments">The name of a campaign's file, and a folder.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        var configuration = CampaignConfiguration.Read(Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", arguments[0] + ".conf"), [],
            arguments[0], arguments[1]);
        output.WriteLine("ready");
        for (var number = 1; input.ReadLine() is not null; number++)
        {
            var folder = new CampaignFolder(Path.Combine(arguments[1], number.ToString(CultureInfo.InvariantCulture)));
            output.WriteLine(Run(configuration, folder).ToJsonString());
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private static JsonObject Run(CampaignConfiguration configuration, CampaignFolder folder)
    {
        var execution = configuration.Execution with { CampaignFolder = folder.Path, MinimumFreeDiskBytes = 0 };
        Directory.CreateDirectory(execution.CheckpointFolder);
        CountingJournal.Reset();
        var (training, evaluation) = (new InstantTraining(configuration.Spec.Network), new InstantEvaluation(10_000));
        var run = new CampaignRun(configuration.Spec, new string('d', 64), execution, training, evaluation, TimeProvider.System,
            new Provenance("bench", "bench", new Dictionary<string, string>()));
        var (wall, processor, methods) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, JitInfo.GetCompiledMethodCount());
        JournalFile.Prepare(folder.JournalFile);
        var system = ActorSystem.Create("s3actors",
            CountingJournal.Configuration.WithFallback(JournalSettings.For(folder.JournalFile)).WithFallback(SqlPersistence.DefaultConfiguration));
        var outcome = CampaignSystem.Start(system, run).Outcome.GetAwaiter().GetResult();
        system.Terminate().GetAwaiter().GetResult();
        var (seconds, used) = (wall.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        if (outcome is not CampaignOutcome.Completed) throw new InvalidOperationException($"The campaign ended otherwise: {outcome}");
        return new JsonObject
        {
            ["seconds"] = seconds, ["processor"] = used, ["methods"] = JitInfo.GetCompiledMethodCount() - methods,
            ["events"] = CountingJournal.Events, ["writes"] = CountingJournal.Groups, ["requests"] = CountingJournal.Requests,
            ["evaluator_groups"] = evaluation.Groups, ["steps"] = training.Steps, ["subnets"] = evaluation.Subnets, ["subnet_images"] = evaluation.Images,
            ["checkpoints"] = training.Saved.Files, ["checkpoint_bytes"] = training.Saved.Bytes, ["checkpoint_seconds"] = training.Saved.Took.Wall,
            ["checkpoint_processor"] = training.Saved.Took.Processor,
        };
    }
}
