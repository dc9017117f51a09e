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
        try
        {
            Run(options, findings);
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"bench gpu: {e.Message}");
            return 1;
        }
    }

    private static void Run(GpuOptions options, Findings findings)
    {
        findings.Add("surroundings", Surroundings.ToJson());
        findings.Say(Surroundings.ToText());
        var probe = GpuSide.Probe(options);
        var (hasTimm, compiles, gpu) = (probe["timm"] is not null, options.OnGpu && probe["compile"]!.GetValue<bool>(), probe["gpu"]?.GetValue<string>());
        if (options.OnGpu && gpu is null) throw new InvalidOperationException($"{options.Python}'s PyTorch {probe["torch"]} finds no GPU; --device cpu shows whether the rest works");
        findings.Say($"PyTorch {probe["torch"]}, {(options.OnGpu ? gpu : "on the processor, a thread a side")}; {(hasTimm ? $"timm {probe["timm"]}" : "timm is not installed for this python3: bench/pytorch/supernet.py stands in for it")}");
        findings.Add("pytorch", probe);

        List<string> s3Tiny = hasTimm ? ["timm", "timm-fused"] : ["reference"];
        if (!options.OnGpu) s3Tiny = s3Tiny[..1];
        var compiled = compiles ? new List<string> { hasTimm ? "timm-compile" : "reference-compile" } : [];
        var (alone, sandwich) = (new GpuWorkload(GpuWorkload.S3Tiny, options.BatchSize, null), new GpuWorkload(GpuWorkload.Sandwich, options.SandwichBatchSize, null));
        using var folder = new GpuFolder(options.ComparedImages, alone, sandwich);
        foreach (var precision in (ReducedPrecision?[])[null, ReducedPrecision.BFloat16])
        {
            // timm's layers leave mixed precision on a processor to autocast, which knows too little of it there.
            List<string> models = precision is null ? s3Tiny : options.OnGpu ? [.. s3Tiny, .. compiled] : ["reference"];
            using (var contest = new GpuContest(alone with { Precision = precision }, options, folder, models, [1], findings))
                if (options.OnGpu || precision is null)
                {
                    contest.Train();
                    contest.Evaluate();
                }
            // Every step draws other subnets, each of which a compiler would compile anew.
            if (options.OnGpu || precision is null)
            {
                using var contest = new GpuContest(sandwich with { Precision = precision }, options, folder, ["reference"], options.OnGpu ? [1, 2] : [1], findings);
                contest.Train();
            }
        }
        if (options.ResultsFolder is { } results) Write(results, options, gpu, findings);
    }

    private static void Write(string folder, GpuOptions options, string? gpu, Findings findings)
    {
        var device = new string([.. (gpu ?? "cpu").ToLower(CultureInfo.InvariantCulture).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, $"gpu-{device}{(options.Quick ? "-quick" : "")}.json");
        File.WriteAllText(file, findings.Json.ToJsonString(Indented) + "\n");
        findings.Say($"figures in {file}");
    }
}
