using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Messages.Campaign;

namespace S3Actors.Bench.Gpu;

/// <summary>
/// The product on a GPU (or, to see that it works, on the processor) against timm and PyTorch in the same run: S3-T alone, trained and
/// evaluated, and sandwich steps around it. Not among the benchmarks that run unasked.
/// </summary>
internal static class GpuBenchmark
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "gpu";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <returns>The exit code: 0 done, 1 the sides differ or one of them failed, 2 the options are not understood.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (GpuOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine($"usage: {GpuOptions.Usage}");
            return 2;
        }
        var findings = new Findings(Console.Out);
        findings.Add("surroundings", Surroundings.ToJson());
        findings.Say(Surroundings.ToText());
        try
        {
            return Run(options, findings) ? 0 : 1;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"bench gpu: {e.Message}");
            return 1;
        }
    }

    /// <summary>False where sides differ, or a contest could not be held.</summary>
    private static bool Run(GpuOptions options, Findings findings)
    {
        var probe = GpuSide.Probe(options);
        var (hasTimm, gpu) = (probe["timm"] is not null, probe["gpu"]?.GetValue<string>());
        if (options.OnGpu && gpu is null) throw new InvalidOperationException($"{options.Python}'s PyTorch {probe["torch"]} finds no GPU; --device cpu shows whether the rest works");
        findings.Say($"PyTorch {probe["torch"]}, {(options.OnGpu ? gpu : "on the processor, a thread a side")}; {(hasTimm ? $"timm {probe["timm"]}" : "timm is not installed for this python3: bench/pytorch/supernet.py stands in for it")}");
        findings.Add("pytorch", probe);

        var (alone, sandwich) = (new GpuWorkload(GpuWorkload.S3Tiny, options.BatchSize, null), new GpuWorkload(GpuWorkload.Sandwich, options.SandwichBatchSize, null));
        using var folder = new GpuFolder(options.ComparedImages, alone, sandwich);
        var held = true;
        foreach (var precision in (ReducedPrecision?[])[null, ReducedPrecision.BFloat16])
        {
            var isTimed = options.OnGpu || precision is null; // no processor is fast in bfloat16 by this libtorch
            held &= Hold(alone with { Precision = precision }, Models(options, precision, hasTimm, probe["compile"]!.GetValue<bool>()), [1], contest =>
            {
                if (!isTimed) return;
                contest.Train();
                contest.Evaluate();
            });
            // Every step draws other subnets, each of which a compiler would compile anew.
            held &= !isTimed || Hold(sandwich with { Precision = precision }, ["reference"], options.OnGpu && precision is not null ? [1, 2] : [1], contest => contest.Train());
        }
        if (options.ResultsFolder is { } results) Write(results, options, gpu, findings);
        return held;

        bool Hold(GpuWorkload workload, IReadOnlyList<string> models, IReadOnlyList<int> threads, Action<GpuContest> measure)
        {
            try
            {
                using var contest = new GpuContest(workload, options, folder, models, threads, findings);
                measure(contest);
                return contest.Agrees;
            }
            catch (InvalidOperationException e)
            {
                findings.Say($"bench gpu: {e.Message}"); // the other contests have their say all the same
                return false;
            }
        }
    }

    /// <summary>What of PyTorch S3-T is compared with. timm's layers leave mixed precision on a processor to autocast, which knows too little of it there.</summary>
    private static IReadOnlyList<string> Models(GpuOptions options, ReducedPrecision? precision, bool hasTimm, bool compiles)
    {
        if (!options.OnGpu) return [hasTimm && precision is null ? "timm" : "reference"];
        List<string> models = hasTimm ? ["timm", "timm-fused"] : ["reference"];
        if (compiles && precision is not null) models.Add(hasTimm ? "timm-compile" : "reference-compile");
        return models;
    }

    private static void Write(string folder, GpuOptions options, string? gpu, Findings findings)
    {
        var device = new string([.. (gpu ?? "cpu").ToLower(CultureInfo.InvariantCulture).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, $"gpu-{device}{(options.Quick ? "-quick" : "")}.json");
        File.WriteAllText(file, findings.Json.ToJsonString(Indented) + "\n");
        findings.Say($"figures in {file}");
    }
}
