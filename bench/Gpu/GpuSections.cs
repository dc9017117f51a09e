using System.Diagnostics;
using System.Text.Json.Nodes;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Bench.Gpu;

/// <summary>
/// What the parts of a pass take: until everything is asked for, until it is done, and how many tensors TorchSharp made for it, about a call
/// each.
/// </summary>
internal sealed class GpuSections(GpuWorkload workload, string device)
{
    private const int WarmUp = 3, Times = 5;

    private readonly Dictionary<string, (double Asked, double Done, double Tensors, int Count)> _parts = [];

    /// <summary>Measures the parts of evaluating and of training the workload's first subnet.</summary>
    public JsonObject Measure()
    {
        var (spec, architecture) = (workload.Spec, workload.Plan.At(0)[0]);
        using var scope = NewDisposeScope();
        using var supernet = workload.Fresh(device);
        using var evaluated = new WeightView(supernet.Weights, withGradients: false, unchanging: true);
        using var trained = new WeightView(supernet.Weights, withGradients: true);
        using var optimizer = new FlatAdamW(supernet.Weights, spec.Training);
        var images = workload.Images(4 * workload.BatchSize);
        using var batches = new TrainingBatches(spec, images, 1, WarmUp + Times, supernet.Device);
        for (var time = 0; time < WarmUp + Times; time++)
        {
            if (time == WarmUp) _parts.Clear();
            using var each = NewDisposeScope();
            ImageBatch batch = null!;
            Part("training: batch", () => batch = batches.At(time));
            using (var inference = inference_mode()) Evaluate(supernet, evaluated, batch.Images, architecture);
            trained.BeginPass();
            Tensor loss = null!;
            Part("training: forward", () => loss = nn.functional.cross_entropy(supernet.Forward(trained, batch.Images, architecture), batch.Labels));
            Part("training: backward", () => trained.Backward(loss));
            Part("training: update", () =>
            {
                using var noGrad = no_grad();
                optimizer.DecayingGradient.copy_(trained.DecayingGradient!);
                optimizer.PlainGradient.copy_(trained.PlainGradient!);
                optimizer.Step(1e-5);
            });
            batch.Dispose();
        }
        return new JsonObject(_parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)new JsonObject
        {
            ["asked_ms"] = Math.Round(1000 * part.Value.Asked / Times, 3), ["done_ms"] = Math.Round(1000 * part.Value.Done / Times, 3),
            ["tensors"] = part.Value.Tensors / Times,
        })));
    }

    private void Evaluate(Supernet supernet, WeightView weights, Tensor images, Architecture architecture)
    {
        var x = images;
        Part("evaluation: patches", () => x = supernet.Embed(weights, images, architecture.Stages[0].EmbedDim));
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var (stage, channels) = (s + 1, architecture.Stages[s].EmbedDim);
            if (s > 0) Part($"evaluation: into stage {stage}",
                () => x = supernet.EnterStage(weights, x, stage, architecture.Stages[stage - 2].EmbedDim, channels));
            for (var b = 0; b < architecture.Stages[s].Blocks.Count; b++)
            {
                var block = b;
                Part($"evaluation: stage {stage}, {(b % 2 == 0 ? "even" : "odd")} block",
                    () => x = supernet.RunBlock(weights, x, stage, channels, architecture.Stages[stage - 1].Blocks[block], block));
            }
        }
        Part("evaluation: classifier", () => x = supernet.Classify(weights, x, architecture.Stages[^1].EmbedDim));
    }

    private void Part(string name, Action work)
    {
        Synchronize();
        var (before, watch) = (Tensors, Stopwatch.StartNew());
        work();
        var (asked, tensors) = (watch.Elapsed.TotalSeconds, Tensors - before);
        Synchronize();
        var so = _parts.GetValueOrDefault(name);
        _parts[name] = (so.Asked + asked, so.Done + watch.Elapsed.TotalSeconds, so.Tensors + tensors, so.Count + 1);
    }

    private static long Tensors => DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount;

    private void Synchronize()
    {
        if (device != "cpu") cuda.synchronize();
    }
}
