using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Hosting;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Native;

namespace S3Actors.Bench.Gpu;

/// <summary>
/// The product on a GPU (or, to see that it works, on the processor) against timm and PyTorch in the same run: S3-T alone, trained and
/// evaluated, and sandwich steps around it. Not among the benchmarks that run unasked.
/// </summary>
internal static class GpuBenchmark
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "gpu";

    /// <summary>Seconds that a contest takes at least, to its first figure; a compiled network's takes longer.</summary>
    private const double LeastContest = 25, LeastCompiled = 110, LeastOfAnotherMode = 60;

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
        catch (Exception e) when (e is InvalidOperationException or BadInputException)
        {
            Console.Error.WriteLine($"bench gpu: {e.Message}");
            return 1;
        }
    }

    /// <summary>False where sides differ, or a contest could not be held.</summary>
    private static bool Run(GpuOptions options, Findings findings)
    {
        var time = new TimeLeft(options.TimeLimit);
        TorchSetup.Start();
        findings.Say($"ours over libtorch {TorchRuntime.Library!.Version} in {TorchRuntime.Library.Folder}{(TorchRuntime.Library.Lacks is { } lacks ? $", which lacks what is bound at its first call: {lacks}" : "")}");
        if (options.OnGpu && !TorchRuntime.HasCuda)
            throw new InvalidOperationException("the libtorch in use finds no GPU; --device cpu shows whether the rest works");
        var probe = GpuSide.Probe(options);
        var (hasTimm, gpu) = (probe["timm"] is not null, probe["gpu"]?.GetValue<string>());
        if (options.OnGpu && gpu is null)
            throw new InvalidOperationException($"{options.Python}'s PyTorch {probe["torch"]} finds no GPU; --device cpu shows whether the rest works");
        findings.Say($"PyTorch {probe["torch"]}, {(options.OnGpu ? gpu : "on the processor, a thread a side")}; {(hasTimm ? $"timm {probe["timm"]}" : "timm is not installed for this python3: bench/pytorch/supernet.py stands in for it")}");
        findings.Add("pytorch", probe);
        findings.Add("libtorch", TorchRuntime.Library.Version);

        var alone = new GpuWorkload(GpuWorkload.S3Tiny, options.BatchSize, null);
        var sandwich = new GpuWorkload(GpuWorkload.Sandwich, options.SandwichBatchSize, null);
        using var folder = new GpuFolder(options.ComparedImages, alone, sandwich);
        using var sampler = new DeviceSampler(options.OnGpu);
        var results = new GpuResults(options.ResultsFolder, gpu ?? "cpu", options.Quick, findings);
        var held = true;
        // What matters most comes first, so that a short limit still tells it.
        foreach (var precision in (ReducedPrecision?[])[ReducedPrecision.BFloat16, null])
        {
            var isTimed = options.OnGpu || precision is null; // no processor is fast in bfloat16 by this libtorch
            held &= Hold(alone with { Precision = precision }, Models(options, precision, hasTimm), [1], LeastContest, contest =>
            {
                if (!isTimed) return;
                contest.Evaluate();
                contest.Train();
            });
            if (isTimed) held &= Hold(sandwich with { Precision = precision }, ["reference"], options.OnGpu ? [1, 2] : [1], LeastContest,
                contest => contest.Train());
        }
        // Every sandwich step draws other subnets, each of which a compiler would compile anew: S3-T only.
        if (options is { OnGpu: true, Compiles: true } && probe["compile"]!.GetValue<bool>())
            held &= Hold(alone with { Precision = ReducedPrecision.BFloat16 }, [hasTimm ? "timm-compile" : "reference-compile"], [1], LeastCompiled, contest =>
            {
                contest.Train();
                if (time.Allows(LeastOfAnotherMode)) contest.Evaluate(); // which is compiled anew
            });
        if (options.Profile) return held;
        results.Write();
        if (results.TableFile is { } table) findings.Say($"figures in {table}, after {time.Spent:F0} s");
        return held;

        bool Hold(GpuWorkload workload, IReadOnlyList<string> models, IReadOnlyList<int> threads, double least, Action<GpuContest> measure)
        {
            var compiled = models[0].EndsWith("compile", StringComparison.Ordinal);
            if (!options.Wants(workload.Network, workload.Precision, compiled)) return true;
            if (options.Profile)
            {
                if (time.Allows(least) && !compiled) new GpuProfile(workload, options, folder, findings).Run(models[0]);
                return true;
            }
            if (!time.Allows(least))
            {
                findings.Say($"-- {workload.Network}, {GpuWorkload.NameOf(workload.Precision)}, against {string.Join(" and ", models)}: not begun, {options.TimeLimit:F0} s are too few");
                return true;
            }
            try
            {
                using var contest = new GpuContest(workload, options, folder, models, threads, new GpuContest.Surroundings(findings, results, sampler, time));
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

    /// <summary>
    /// What of PyTorch S3-T is compared with. timm's layers leave mixed precision on a processor to autocast, which knows too little of it there.
    /// </summary>
    private static IReadOnlyList<string> Models(GpuOptions options, ReducedPrecision? precision, bool hasTimm) =>
        !options.OnGpu ? [hasTimm && precision is null ? "timm" : "reference"] : hasTimm ? ["timm-fused", "timm"] : ["reference"];
}
