using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.AgainstPyTorch;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Pipeline;

/// <summary>
/// Campaigns with everything but the arithmetic: actors, serialization, journal and checkpoints of the real size, while a training step
/// and an evaluation take no time. What that takes is the pipeline's. The arithmetic is measured apart, in the initial space, which is the
/// cheapest of a campaign, and multiplied by the steps taken and the images seen.
/// </summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    private const int Processes = 2;
    private const int MeasuredSteps = 32;
    private const int MeasuredSubnets = 32;

    /// <summary>Each campaign, the share of it that the pipeline may take, and how often a process that is warm runs it.</summary>
    private static readonly (string Campaign, double Limit, int Warm)[] Campaigns = [("quickstart", 0.01, 3), ("fashion-mnist", 0.001, 3),
        ("s3-paper", 0.001, 1)];

    public string Name => "pipeline";

    public string Question => "what share of a campaign goes to actors, serialization, journal and checkpoints, and how many messages and writes is an event?";

    /// <inheritdoc/>
    public void Run(Findings findings, Effort effort)
    {
        TorchSetup.Start();
        foreach (var (campaign, limit, warm) in Campaigns)
        {
            var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
            try
            {
                Measure(findings.Of(campaign), campaign, limit, warm, scratch.FullName);
            }
            finally
            {
                scratch.Delete(recursive: true);
            }
        }
    }

    private static void Measure(Findings findings, string campaign, double limit, int times, string scratch)
    {
        var (cold, warm) = (new List<JsonObject>(), new List<JsonObject>());
        for (var round = 0; round < Processes; round++)
        {
            using var process = ChildProcess.Servant(new PipelineServant(), [campaign, Directory.CreateDirectory(Path.Combine(scratch, $"{round}")).FullName]);
            cold.Add(process.Ask("go"));
            for (var again = 0; again < times; again++) warm.Add(process.Ask("go"));
        }
        var one = warm[0];
        double Of(List<JsonObject> runs, string key) => new Samples(runs.Select(it => (double)it[key]!)).Median;
        double Count(string key) => (double)one[key]!;
        var (step, image) = Arithmetic(campaign, scratch);
        var arithmetic = new Elapsed(Count("steps") * step.Wall + Count("subnet_images") * image.Wall,
            Count("steps") * step.Processor + Count("subnet_images") * image.Processor);

        // A grouped write of n events is n + 2 messages between actor and journal: the question, and its answers; a group of subnets is 2 between
        // ledger and evaluator.
        var messages = (2 * Count("requests") + Count("events") + 2 * Count("evaluator_groups")) / Count("events");
        Say($"== {campaign}: {Count("events")} events in {Count("writes")} grouped writes ({Count("events") / Count("writes"):F1} events each) and {Count("requests")} transactions; {messages:F2} messages an event");
        Say($"{Count("steps")} steps and {Count("subnets")} subnets on {Count("subnet_images") / 1e6:F1} million images: about {arithmetic.Processor:F0} s of the processors, {arithmetic.Wall:F0} s on the clock");
        Tell("again in the same process", "warm", warm);
        Say($"    of that {Count("checkpoints")} checkpoints of {Count("checkpoint_bytes") / Count("checkpoints") / 1e6:F1} MB {Quantity.Time(Of(warm, "checkpoint_processor"))} ({Quantity.Time(Of(warm, "checkpoint_seconds"))} on the clock), so an event is {(Of(warm, "processor") - Of(warm, "checkpoint_processor")) / Count("events") * 1e6:F0} us of a processor");
        Tell("first in its process, compiling", "cold", cold);
        Say($"    of that {(int)cold[0]["methods"]!} methods are compiled, once a session");
        findings.Add("arithmetic_processor_seconds", Quantity.Round(arithmetic.Processor));
        findings.Add("messages_an_event", Quantity.Round(messages));
        findings.Add("events_a_write", Quantity.Round(Count("events") / Count("writes")));
        findings.Add("counts", one.DeepClone());

        void Tell(string words, string key, List<JsonObject> runs)
        {
            var (processor, wall) = (Of(runs, "processor"), Of(runs, "seconds"));
            var (share, ofClock) = (processor / (processor + arithmetic.Processor), wall / (wall + arithmetic.Wall));
            Say($"{words,-33} {Quantity.Time(processor)} of the processors, {share:P3}; {Quantity.Time(wall)} on the clock, {ofClock:P3}; limit {limit:P1}");
            findings.Add(key, new JsonObject { ["processor_seconds"] = Quantity.Round(processor), ["share_of_processor"] = Quantity.Round(share),
                ["seconds"] = Quantity.Round(wall), ["share"] = Quantity.Round(ofClock), ["limit"] = limit });
        }

        void Say(FormattableString line) => findings.Say(line.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What a training step takes, and an image of an evaluated subnet of a measurement, with a campaign's threads and evaluators.</summary>
    private static (Elapsed Step, Elapsed Image) Arithmetic(string campaign, string folder)
    {
        var workload = new Workload(campaign);
        using var trainer = new SandwichTrainer(
            workload.Spec, workload.Space, workload.Identity, workload.Images.Training, new TrainingExecution(Environment.ProcessorCount));
        Took(MeasuredSteps / 4, () => trainer.Step());
        var step = Took(MeasuredSteps, () => trainer.Step());

        using var evaluators = new EvaluatorTeam(workload.Spec, trainer.SaveCheckpoint(Path.Combine(folder, "trained.safetensors")).Path,
            Environment.ProcessorCount);
        var subnets = workload.Evaluated.Take(workload.Adjacent).Take(MeasuredSubnets).ToList();
        evaluators.Evaluate(subnets, workload.Validation.First(workload.Spec.Measurement.BatchSize));
        return (step, Took(1, () => evaluators.Evaluate(subnets, workload.Validation)) / (MeasuredSubnets * Workload.EvaluatedImages));
    }

    private static Elapsed Took(int times, Action work)
    {
        var (wall, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < times; i++) work();
        return new Elapsed(wall.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds) / times;
    }
}
