using System.Diagnostics;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Gpu;

/// <summary>One side on one workload, as a process that waits for its turn.</summary>
/// <param name="Name">E.g. <c>timm, compiled</c>.</param>
/// <param name="IsOurs">Whether it is the product.</param>
internal sealed record GpuSide(string Name, bool IsOurs, ChildProcess Process) : IDisposable
{
    /// <summary>The product.</summary>
    /// <param name="threads">Passes of a step that are asked for at once.</param>
    public static GpuSide Ours(GpuWorkload workload, GpuOptions options, int threads = 1) => new(
        threads == 1 ? "ours" : $"ours, {threads} threads", true,
        ChildProcess.Servant(new GpuServant(), GpuServant.Arguments(workload, options.Device, threads)));

    /// <summary>PyTorch, by a model of pytorch/gpu.py.</summary>
    public static GpuSide PyTorch(string model, GpuWorkload workload, GpuOptions options, GpuFolder folder) => new(NameOf(model), false,
        new ChildProcess("pytorch/gpu.py", options.Python,
            [Script, folder.Path, model, workload.Network, options.Device, GpuWorkload.NameOf(workload.Precision), $"{workload.BatchSize}"],
            new Dictionary<string, string> { ["GLOG_minloglevel"] = "2", ["TORCH_CUDNN_SDPA_DEPRIORITIZED"] = "0" })); // as it comes: ours sets this for itself

    /// <summary>What PyTorch there is: <c>torch</c>, <c>timm</c>, <c>cuda</c>, <c>gpu</c>, <c>compile</c>.</summary>
    public static JsonObject Probe(GpuOptions options)
    {
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo(options.Python, [Script, "probe"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{options.Python} could not be started.");
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{options.Python} has no PyTorch that can be used; what it said stands above.");
        return JsonNode.Parse(said)!.AsObject();
    }

    /// <summary>What a step takes, over so many.</summary>
    public Elapsed Train(int steps) => Took(Process.Ask($"train {steps}")) / steps;

    /// <summary>What a batch takes, over so many.</summary>
    public Elapsed Evaluate(int batches) => Took(Process.Ask($"evaluate {batches}")) / batches;

    /// <summary>Operations a second of a large product of matrices.</summary>
    public double Peak(int size, int products)
    {
        Process.Ask($"peak {size} {products}");
        return Enumerable.Range(0, 3).Max(_ => 2.0 * size * size * size * products / Took(Process.Ask($"peak {size} {products}")).Wall);
    }

    /// <inheritdoc/>
    public void Dispose() => Process.Dispose();

    private static string Script => Path.Combine(AppContext.BaseDirectory, "pytorch", "gpu.py");

    private static Elapsed Took(JsonObject answer) => new(answer["seconds"]!.GetValue<double>(), answer["processor_seconds"]!.GetValue<double>());

    private static string NameOf(string model) => model.Split('-') switch
    {
        [var kind] => $"{kind}, eager",
        [var kind, "fused"] => $"{kind}, eager, fused attention",
        [var kind, ..] => $"{kind}, compiled",
        _ => model,
    };
}
