using System.Text.Json.Nodes;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>A workload as files that both sides read (see pytorch/serve.py), in a folder that goes with it.</summary>
internal sealed class WorkloadFolder : IDisposable
{
    private const int StepsBeforeEvaluation = 10;
    private readonly Workload _workload;

    /// <summary>Initialises the supernet, trains it for a few steps, and writes everything.</summary>
    public WorkloadFolder(Workload workload)
    {
        _workload = workload;
        Path = Directory.CreateTempSubdirectory("s3actors-bench-").FullName;
        using var trainer = new SandwichTrainer(workload.Spec, workload.Space, workload.Identity, workload.Images.Training, new TrainingExecution(1));
        trainer.SaveCheckpoint(File("weights.safetensors"));
        for (var step = 0; step < StepsBeforeEvaluation; step++) trainer.Step();
        trainer.SaveCheckpoint(Trained(Path));
        System.IO.File.WriteAllText(File("plan.json"), Plan(trainer.Supernet.Layout).ToJsonString());
        WriteBatches();
    }

    public string Path { get; }

    /// <summary>The checkpoint that is evaluated, in a workload's folder.</summary>
    public static string Trained(string folder) => System.IO.Path.Combine(folder, "trained.safetensors");

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private JsonObject Plan(SupernetLayout layout)
    {
        var (spec, training) = (_workload.Spec, _workload.Spec.Training);
        var plan = new SandwichPlan(spec.Seed, _workload.Space, _workload.Identity.Index, training.RandomSubnets);
        return new JsonObject
        {
            ["skeleton"] = new JsonObject { ["image_size"] = spec.Network.ImageSize, ["patch_size"] = spec.Network.PatchSize },
            ["training"] = new JsonObject
            {
                ["betas"] = new JsonArray(training.Beta1, training.Beta2), ["epsilon"] = training.Epsilon, ["weight_decay"] = training.WeightDecay,
                ["label_smoothing"] = training.LabelSmoothing, ["drop_path"] = training.DropPath, ["gradient_clip_norm"] = training.GradientClipNorm,
            },
            ["parameters"] = Array(layout.Parameters.Select(parameter => (JsonNode)parameter.Name)),
            ["decaying"] = Array(layout.Parameters.Where(parameter => parameter.Decays).Select(parameter => (JsonNode)parameter.Name)),
            ["steps"] = Array(Enumerable.Range(0, Workload.Steps).Select(step => new JsonObject
            {
                ["learning_rate"] = LearningRateSchedule.At(training, _workload.Identity.Steps, step),
                ["subnets"] = Array(plan.At(step).Select(subnet => ToJson(spec.Network, subnet))),
            })),
            ["evaluated"] = Array(_workload.Evaluated.Select(subnet => ToJson(spec.Network, subnet))),
            ["evaluation_batch_size"] = spec.Measurement.BatchSize,
        };
    }

    /// <summary>A subnet as pytorch/supernet.py reads it.</summary>
    internal static JsonNode ToJson(NetworkSkeleton network, Architecture architecture) => new JsonObject
    {
        ["stages"] = Array(architecture.Stages.Select((stage, s) => new JsonObject
        {
            ["embed_dim"] = stage.EmbedDim,
            ["blocks"] = Array(stage.Blocks.Select((block, b) =>
            {
                var sizes = BlockSizes.Of(network, s + 1, stage.EmbedDim, block, b);
                return new JsonObject { ["window"] = block.WindowSize, ["heads"] = sizes.Heads, ["head_dim"] = sizes.HeadDim, ["hidden"] = sizes.Hidden };
            })),
        })),
    };

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => [.. nodes];

    private void WriteBatches()
    {
        var spec = _workload.Spec;
        var order = new BatchOrder(spec.Seed, _workload.Identity.Index, spec.Training.BatchSize, _workload.Images.Training.Count);
        using var scope = torch.NewDisposeScope();
        var training = Enumerable.Range(0, Workload.Steps)
            .Select(step => ImageTensors.Create(_workload.Images.Training, order.At(step), spec.Network, spec.Data, torch.CPU)).ToList();
        var evaluated = ImageTensors.Create(_workload.Validation, 0, Workload.EvaluatedImages, spec.Network, spec.Data, torch.CPU);
        SafetensorsFile.Write(File("batches.safetensors"),
        [
            Entry("images", torch.stack([.. training.Select(batch => batch.Images)])),
            Entry("labels", torch.stack([.. training.Select(batch => batch.Labels)])),
            Entry("evaluated_images", evaluated.Images), Entry("evaluated_labels", evaluated.Labels),
        ], new Dictionary<string, string>());
    }

    private static SafetensorsEntry Entry(string name, torch.Tensor tensor)
    {
        var values = tensor.to(torch.ScalarType.Float32).contiguous();
        return new SafetensorsEntry(name, tensor.shape, stream => stream.Write(values.bytes));
    }
}
