using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Persistence.Sql;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Bench.Pipeline;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Commands;

namespace S3Actors.Bench.Soak;

/// <summary>
/// A campaign of very many iterations with all of the product but the arithmetic: its actors, its decisions, its journal in a file. As each
/// supernet is to be trained, which is the same place of every iteration, the process looks at its memory now and then.
/// </summary>
internal sealed class SoakServant : IServant
{
    /// <summary>The space widens in one iteration and narrows in the next, so it neither comes to rest nor collapses.</summary>
    private static readonly string[] Settings =
    [
        "evolution.iterations=1000", "evolution.rule=frozen", "evolution.overrides.embed_dim.rule=sign", "evolution.maximum_mean_macs=off",
        "constraint.maximum_macs=off",
        "space.bounds.embed_dim=[8, 4096]", "measurement.estimator=paired", "measurement.subnets=48", "measurement.top_k=12", "training.steps=1", "training.checkpoint_every_steps=1",
    ];

    public string Name => "soak";

    /// <param name="arguments">A folder for the campaign; how many evaluations; how many samples.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        output.WriteLine("ready");
        input.ReadLine();
        var (evaluations, samples) = (Number(arguments[1]), Number(arguments[2]));
        var spec = CampaignConfiguration.Read(Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "quickstart.conf"), Settings, "soak",
            arguments[0]).Spec;
        var folder = CampaignFolder.Of(arguments[0], spec.Name);
        Directory.CreateDirectory(Path.Combine(folder.Path, "checkpoints"));
        JournalFile.Prepare(folder.JournalFile);

        var (taken, clock, enough) = (new JsonArray(), Stopwatch.StartNew(), new TaskCompletionSource());
        var evaluation = new InstantEvaluation(10_000) { Inverted = supernet => supernet[^1] % 2 == 0 };
        var training = new InstantTraining(spec.Network, copies: 0)
        {
            Begins = _ =>
            {
                if (taken.Count <= (long)samples * evaluation.Subnets / evaluations) taken.Add(Sample(evaluation.Subnets, clock));
                if (evaluation.Subnets >= evaluations) enough.TrySetResult();
            },
        };
        var execution = new ExecutionSettings(folder.Path, Environment.ProcessorCount, 1, 1, "cpu", TimeSpan.FromSeconds(20), 2, 0);
        var run = new CampaignRun(spec, new string('d', 64), execution, training, evaluation, TimeProvider.System,
            new Provenance("bench", "bench", new Dictionary<string, string>()));
        var system = ActorSystem.Create("s3actors", JournalSettings.For(execution.JournalFile).WithFallback(SqlPersistence.DefaultConfiguration));
        var campaign = CampaignSystem.Start(system, run);
        Task.WaitAny(enough.Task, campaign.Outcome);
        campaign.Pause("enough");
        if (campaign.Outcome.GetAwaiter().GetResult() is not CampaignOutcome.Paused)
            throw new InvalidOperationException($"The campaign ended otherwise: {campaign.Outcome.Result}");
        system.Terminate().GetAwaiter().GetResult();
        output.WriteLine(new JsonObject
        {
            ["samples"] = taken, ["seconds"] = clock.Elapsed.TotalSeconds, ["processor"] = Environment.CpuUsage.TotalTime.TotalSeconds,
            ["peak"] = Process.GetCurrentProcess().PeakWorkingSet64, ["journal_bytes"] = new FileInfo(folder.JournalFile).Length,
            ["iterations"] = Directory.GetFiles(execution.CheckpointFolder).Length,
        }.ToJsonString());
    }

    /// <summary>Memory in use: objects that are reachable, after a full collection, and what the system counts as resident.</summary>
    private static JsonObject Sample(int evaluations, Stopwatch clock)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var heap = GC.GetTotalMemory(forceFullCollection: false);
        return new JsonObject { ["evaluations"] = evaluations, ["heap"] = heap, ["resident"] = Environment.WorkingSet,
            ["seconds"] = clock.Elapsed.TotalSeconds };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
