using System.Text.Json.Nodes;
using S3Actors.Bench.AgainstPyTorch;
using S3Actors.Bench.Running;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.Gpu;

/// <summary>What both sides read (see pytorch/gpu.py), in a folder that goes with it.</summary>
internal sealed class GpuFolder : IDisposable
{
    /// <summary>Writes the images on which both sides must agree, and the networks.</summary>
    public GpuFolder(int comparedImages, params GpuWorkload[] workloads)
    {
        Path = Directory.CreateTempSubdirectory("s3actors-bench-").FullName;
        foreach (var workload in workloads) Write(workload);
        var (spec, images) = (workloads[0].Spec, workloads[0].Images(comparedImages));
        using var scope = torch.NewDisposeScope();
        var batch = ImageTensors.Create(images, 0, comparedImages, spec.Network, spec.Data, torch.CPU);
        SafetensorsFile.Write(File("images.safetensors"), [Entry("images", batch.Images), Entry("labels", batch.Labels.to(torch.ScalarType.Float32))],
            new Dictionary<string, string>());
    }

    public string Path { get; }

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Write(GpuWorkload workload)
    {
        using var supernet = workload.Fresh("cpu");
        GradientFile.Write(File($"weights-{workload.Network}.safetensors"), supernet.Layout, supernet.Weights.Decaying, supernet.Weights.Plain);
        var (network, parameters) = (workload.Spec.Network, supernet.Layout.Parameters);
        var steps = workload.Alone is null ? GpuWorkload.SandwichSteps : 1;
        var plan = new JsonObject
        {
            ["skeleton"] = new JsonObject { ["image_size"] = network.ImageSize, ["patch_size"] = network.PatchSize },
            ["classes"] = network.ClassCount,
            ["label_smoothing"] = workload.Spec.Training.LabelSmoothing,
            ["parameters"] = new JsonArray([.. parameters.Select(it => (JsonNode)it.Name)]),
            ["decaying"] = new JsonArray([.. parameters.Where(it => it.Decays).Select(it => (JsonNode)it.Name)]),
            ["steps"] = new JsonArray([.. Enumerable.Range(0, steps)
                .Select(step => new JsonArray([.. workload.Plan.At(step).Select(subnet => WorkloadFolder.ToJson(network, subnet))]))]),
        };
        System.IO.File.WriteAllText(File($"plan-{workload.Network}.json"), plan.ToJsonString());
    }

    private static SafetensorsEntry Entry(string name, torch.Tensor values) => new(name, values.shape, stream => HostRead.Write(values, stream));
}
