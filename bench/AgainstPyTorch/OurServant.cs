using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>
/// The product's side of the comparison; answers what pytorch/serve.py answers. Training and evaluators are those of a campaign, with so
/// many threads: passes of a step that run at once, and evaluators that take groups of subnets.
/// </summary>
internal sealed class OurServant : IServant
{
    public string Name => "ours";

    /// <param name="arguments">The workload's folder, the campaign's name, threads.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        TorchSetup.Start();
        var workload = new Workload(arguments[1]);
        var threads = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        using var trainer = new SandwichTrainer(workload.Spec, workload.Space, workload.Identity, workload.Images.Training, new TrainingExecution(threads));
        using var evaluators = new EvaluatorTeam(workload.Spec, WorkloadFolder.Trained(arguments[0]), threads);
        output.WriteLine("ready");
        while (input.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var (wall, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var answer = words[0] switch
            {
                "train" => Train(trainer, Number(words[1])),
                "evaluate" => Evaluate(workload, evaluators, Number(words[1]), Number(words[2])),
                "gradient" => Gradient(workload, trainer.Supernet, words[1]),
                _ => throw new ArgumentException($"'{line}' is not understood."),
            };
            answer["seconds"] = wall.Elapsed.TotalSeconds;
            answer["processor_seconds"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            output.WriteLine(answer.ToJsonString());
        }
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static JsonObject Train(SandwichTrainer trainer, int steps)
    {
        var losses = new JsonArray();
        for (var step = 0; step < steps; step++)
        {
            var outcome = trainer.Step();
            losses.Add(new JsonArray([outcome.LargestLoss, outcome.SmallestLoss, .. outcome.RandomLosses.Select(loss => (JsonNode)loss)]));
        }
        return new JsonObject { ["losses"] = losses };
    }

    private static JsonObject Evaluate(Workload workload, EvaluatorTeam evaluators, int begin, int end)
    {
        var all = evaluators.Evaluate([.. workload.Evaluated.Take(begin..end)], workload.Validation);
        return new JsonObject
        {
            ["wrong"] = new JsonArray([.. all.Select(result => (JsonNode)result.Error.Incorrect)]),
            ["losses"] = new JsonArray([.. all.Select(result => (JsonNode)result.MeanLoss)]),
        };
    }

    /// <summary>Writes the summed gradient of the first step, as the weights are now, without drop path.</summary>
    private static JsonObject Gradient(Workload workload, Supernet supernet, string file)
    {
        var spec = workload.Spec;
        var passes = new SandwichPlan(spec.Seed, workload.Space, workload.Identity.Index, spec.Training.RandomSubnets).At(0).Select(subnet => new SandwichPass(subnet)).ToList();
        var indices = BatchOrder.Indices(spec.Seed, workload.Identity.Index, 0, spec.Training.BatchSize, workload.Images.Training.Count);
        using var batch = ImageTensors.Create(workload.Images.Training, indices, spec.Network, spec.Data, torch.CPU);
        var losses = GradientFile.Write(file, supernet, batch, passes, spec.Training.LabelSmoothing);
        return new JsonObject { ["losses"] = new JsonArray([.. losses.Select(loss => (JsonNode)loss)]) };
    }
}
