using System.Diagnostics;
using Akka.Actor;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Bench.AgainstPyTorch;
using S3Actors.Bench.Running;
using S3Actors.Messages.Commands;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Pipeline;

/// <summary>
/// The quickstart with everything but the arithmetic: actors, serialization, journal and checkpoints of the real size, while a training step
/// and an evaluation take no time. What that takes is the pipeline's; what the arithmetic takes is measured apart, in the initial space,
/// which is the cheapest of the campaign.
/// </summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    private const int MeasuredSteps = 40;
    private const int MeasuredSubnets = 32;

    public string Name => "pipeline";

    public string Question => "what share of the quickstart goes to actors, serialization, journal and checkpoints?";

    /// <inheritdoc/>
    public void Run(Findings findings, Effort effort)
    {
        TorchRuntime.UseOneThreadPerOperation();
        var workload = new Workload("quickstart");
        var folder = Directory.CreateTempSubdirectory("s3actors-bench-").FullName;
        try
        {
            RunCampaign(workload, Path.Combine(folder, "first")); // compiled and loaded, as a campaign is after its first seconds
            var ran = RunCampaign(workload, Path.Combine(folder, "second"));
            var (step, subnet) = Arithmetic(workload, folder);
            var arithmetic = new Elapsed(ran.Steps * step.Wall + ran.Subnets * subnet.Wall, ran.Steps * step.Processor + ran.Subnets * subnet.Processor);
            var share = ran.Took.Wall / (ran.Took.Wall + arithmetic.Wall);
            var ofProcessor = ran.Took.Processor / (ran.Took.Processor + arithmetic.Processor);
            findings.Say($"{ran.Events} events in {ran.Writes} writes, {ran.Steps} steps, {ran.Subnets} subnets");
            findings.Say($"pipeline {Figure.Time(ran.Took.Wall)}, arithmetic about {Figure.Time(arithmetic.Wall)}: {100 * share:F2} %");
            findings.Say($"of the processor {Figure.Time(ran.Took.Processor)} and {Figure.Time(arithmetic.Processor)}: {100 * ofProcessor:F2} %");
            findings.Add("share", Figure.Round(share));
            findings.Add("share_of_processor", Figure.Round(ofProcessor));
            findings.Add("pipeline_seconds", Figure.Round(ran.Took.Wall));
            findings.Add("arithmetic_seconds", Figure.Round(arithmetic.Wall));
            findings.Add("events", ran.Events);
            findings.Add("writes", ran.Writes);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Ran(Elapsed Took, long Events, int Writes, int Steps, int Subnets);

    private static Ran RunCampaign(Workload workload, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
        var execution = new ExecutionSettings(folder, Environment.ProcessorCount, Environment.ProcessorCount, 10, "cpu", TimeSpan.FromSeconds(20), 2, 0);
        Sql(execution.JournalFile, "PRAGMA journal_mode = WAL");
        var (training, evaluation, clock) = (new InstantTraining(workload.Spec.Network), new InstantEvaluation(10_000), new CountingClock());
        var run = new CampaignRun(workload.Spec, new string('d', 64), execution, training, evaluation, clock,
            new Provenance("bench", "bench", new Dictionary<string, string>()));
        var system = ActorSystem.Create("s3actors", JournalSettings.For(execution.JournalFile).WithFallback(SqlPersistence.DefaultConfiguration));
        var (wall, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var outcome = CampaignSystem.Start(system, run).Outcome.GetAwaiter().GetResult();
        var took = new Elapsed(wall.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        system.Terminate().GetAwaiter().GetResult();
        if (outcome is not CampaignOutcome.Completed) throw new InvalidOperationException($"The campaign ended otherwise: {outcome}");
        return new Ran(took, Sql(execution.JournalFile, "SELECT count(*) FROM journal"), clock.Reads, training.Steps, evaluation.Subnets);
    }

    /// <summary>What a training step takes, and an evaluated subnet on the images of a measurement, on all cores.</summary>
    private static (Elapsed Step, Elapsed Subnet) Arithmetic(Workload workload, string folder)
    {
        using var trainer = new SandwichTrainer(
            workload.Spec, workload.Space, workload.Identity, workload.Images.Training, new TrainingExecution(Environment.ProcessorCount));
        Took(MeasuredSteps / 4, () => trainer.Step());
        var step = Took(MeasuredSteps, () => trainer.Step());

        using var evaluators = new EvaluatorTeam(workload.Spec, trainer.SaveCheckpoint(Path.Combine(folder, "trained.safetensors")).File, Environment.ProcessorCount);
        var subnets = workload.Evaluated.Take(workload.Adjacent).Take(MeasuredSubnets).ToList();
        evaluators.Evaluate(subnets, workload.Validation.First(workload.Spec.Measurement.BatchSize));
        var all = Took(1, () => evaluators.Evaluate(subnets, workload.Validation));
        return (step, all / (MeasuredSubnets * Workload.EvaluatedImages / (double)workload.Spec.Measurement.Images));
    }

    private static Elapsed Took(int times, Action work)
    {
        var (wall, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < times; i++) work();
        return new Elapsed(wall.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds) / times;
    }

    private static long Sql(string file, string text)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>A clock that tells how often it was read: once for every write to a journal.</summary>
    private sealed class CountingClock : TimeProvider
    {
        private int _reads;

        public int Reads => _reads;

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Increment(ref _reads);
            return base.GetUtcNow();
        }
    }
}
