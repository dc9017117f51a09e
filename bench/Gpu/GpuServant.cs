using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Measurement;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.Gpu;

/// <summary>The product's side; answers what pytorch/gpu.py answers. Steps and evaluations are those of a campaign, its input with them.</summary>
internal sealed class GpuServant : IServant
{
    public string Name => "gpu";

    /// <summary>The arguments of a servant.</summary>
    /// <param name="threads">Passes of a step that are asked for at once.</param>
    public static IReadOnlyList<string> Arguments(GpuWorkload workload, string device, int threads) =>
        [workload.Network, $"{workload.BatchSize}", GpuWorkload.NameOf(workload.Precision), device, $"{threads}"];

    /// <param name="arguments">As <see cref="Arguments"/> gives them.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        TorchSetup.Start();
        var workload = new GpuWorkload(arguments[0], Number(arguments[1]), arguments[2] == "float32" ? null : ReducedPrecision.BFloat16);
        var device = arguments[3];
        using var trainer = workload.Trainer(device, Number(arguments[4]));
        using var evaluator = workload.Alone is null ? null : Evaluator(workload, trainer, device);
        var images = workload.Images(workload.BatchSize);
        output.WriteLine("ready");
        while (input.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            if (words[0] == "evaluate" && images.Count != Number(words[1]) * workload.BatchSize)
                images = workload.Images(Number(words[1]) * workload.BatchSize);
            var (wall, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var answer = words[0] switch
            {
                "train" => Train(trainer, Number(words[1])),
                "evaluate" => Evaluate(workload, evaluator!, images),
                "sections" => new GpuSections(workload, device).Measure(),
                "profiled" => Profiled(() => words[1] == "train" ? Train(trainer, 1) : Evaluate(workload, evaluator!, images)),
                "scores" => Scores(workload, device, Number(words[1]), words[2]),
                "gradient" => Gradient(workload, device, Number(words[1]), words[2]),
                _ => throw new ArgumentException($"'{line}' is not understood."),
            };
            if (device != "cpu") torch.cuda.synchronize();
            answer["seconds"] = wall.Elapsed.TotalSeconds;
            answer["processor_seconds"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            output.WriteLine(answer.ToJsonString());
        }
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static SubnetEvaluator Evaluator(GpuWorkload workload, SandwichTrainer trainer, string device)
    {
        var folder = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var checkpoint = trainer.SaveCheckpoint(Path.Combine(folder.FullName, "weights.safetensors")).Path;
            return new SubnetEvaluator(workload.Spec.Network, workload.Space, checkpoint,
                new EvaluationExecution(device) { Images = new DeviceImages(8L << 30) }, workload.Precision);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Train(SandwichTrainer trainer, int steps)
    {
        var before = HostRead.Count;
        for (var step = 0; step < steps; step++) trainer.Step();
        return new JsonObject { ["host_reads"] = HostRead.Count - before };
    }

    private static JsonObject Evaluate(GpuWorkload workload, SubnetEvaluator evaluator, ImageSubset images)
    {
        var before = HostRead.Count;
        evaluator.Evaluate([workload.Alone!], images, images.Count, workload.BatchSize, workload.Spec.Data, CancellationToken.None);
        return new JsonObject { ["host_reads"] = HostRead.Count - before };
    }

    private static JsonObject Profiled(Func<JsonObject> work)
    {
        torch.cuda.synchronize();
        DeviceProfiler.Watch(() =>
        {
            _ = work();
            torch.cuda.synchronize();
        });
        return [];
    }

    private static JsonObject Scores(GpuWorkload workload, string device, int images, string file)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var supernet = workload.Fresh(device);
        var scores = supernet.Forward(Batch(workload, device, images).Images, workload.Alone!);
        SafetensorsFile.Write(file, [new SafetensorsEntry("scores", scores.shape, stream => HostRead.Write(scores, stream))], new Dictionary<string, string>());
        return [];
    }

    private static JsonObject Gradient(GpuWorkload workload, string device, int images, string file)
    {
        using var scope = torch.NewDisposeScope();
        using var supernet = workload.Fresh(device);
        var passes = workload.Plan.At(0).Select(architecture => new SandwichPass(architecture)).ToList();
        var losses = GradientFile.Write(file, supernet, Batch(workload, device, images), passes, workload.Spec.Training.LabelSmoothing);
        return new JsonObject { ["losses"] = new JsonArray([.. losses.Select(loss => (JsonNode)loss)]) };
    }

    private static ImageBatch Batch(GpuWorkload workload, string device, int images) =>
        ImageTensors.Create(workload.Images(images), 0, images, workload.Spec.Network, workload.Spec.Data, torch.device(device));
}
