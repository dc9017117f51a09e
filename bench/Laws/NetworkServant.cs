using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Data;
using S3Actors.Models.Measurement;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Laws;

/// <summary>
/// Trains or evaluates in a variation of the quickstart on one thread, once for each line it is told. A process does one thing only, so
/// the most memory it ever had is that thing's.
/// </summary>
internal sealed class NetworkServant : IServant
{
    public string Name => "network-cost";

    /// <param name="arguments"><c>train</c> and steps, or <c>evaluate</c>, subnets and images; then settings over the quickstart's.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        TorchSetup.Start();
        var trains = arguments[0] == "train";
        var configuration = CampaignConfiguration.Read(
            Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "quickstart.conf"), [.. arguments.Skip(trains ? 2 : 3)], "quickstart", "runs");
        var (spec, images) = (configuration.Spec, CampaignImages.Read(configuration).Splits);
        var folder = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            using var trainer = new SandwichTrainer(spec, spec.InitialSpace, new SupernetIdentity("iteration-1", 1, spec.Training.Steps), images.Training,
                new TrainingExecution(1));
            Action work = trains ? () =>
                Steps(trainer, Number(arguments[1])) : Evaluation(spec, trainer, images, Number(arguments[1]), Number(arguments[2]), folder.FullName);
            work(); // compiled, and every buffer is there
            output.WriteLine("ready");
            while (input.ReadLine() is not null)
            {
                var before = Environment.CpuUsage.TotalTime;
                work();
                output.WriteLine(new JsonObject { ["processor"] = (Environment.CpuUsage.TotalTime - before).TotalSeconds,
                    ["peak"] = Process.GetCurrentProcess().PeakWorkingSet64 }.ToJsonString());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Steps(SandwichTrainer trainer, int steps)
    {
        for (var step = 0; step < steps; step++) trainer.Step();
    }

    private static Action Evaluation(CampaignSpec spec, SandwichTrainer trainer, DataSplits images, int subnets, int count, string folder)
    {
        var evaluator = new SubnetEvaluator(spec.Network, spec.InitialSpace, trainer.SaveCheckpoint(Path.Combine(folder, "weights.safetensors")).Path,
            new EvaluationExecution());
        var drawn = Enumerable.Range(0, subnets)
            .Select(draw => SpaceSampler.Draw(spec.InitialSpace, new CounterRandom(spec.Seed, RandomPurpose.SpaceStatistics, 0, draw)).ToArchitecture())
                .ToList();
        var set = images[EvaluationSplit.SearchValidation];
        // One at a time: neighbours would share their first stages, and these are drawn at random.
        return () => drawn.ForEach(subnet => evaluator.Evaluate([subnet], set, count, spec.Measurement.BatchSize, spec.Data, CancellationToken.None));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
