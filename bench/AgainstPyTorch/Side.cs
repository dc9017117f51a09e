using System.Text.Json.Nodes;
using S3Actors.Bench.AgainstPyTorch.Eager;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>One side with one number of threads, as a process that waits for its turn.</summary>
/// <param name="Name">E.g. <c>pytorch, 2 threads</c>.</param>
/// <param name="IsOurs">Whether it is the product.</param>
/// <param name="Threads">That work at once.</param>
internal sealed record Side(string Name, bool IsOurs, int Threads, ChildProcess Process) : IDisposable
{
    /// <summary>The product on a workload; its threads are its own, not the library's.</summary>
    public static Side Ours(Workload workload, WorkloadFolder folder, int threads) => new($"ours, {Count(threads)}", true, threads,
        ChildProcess.Servant(new OurServant(), [folder.Path, workload.Campaign, $"{threads}"], Limit(1)));

    /// <summary>The eager network on the product's libtorch.</summary>
    public static Side TorchSharp(WorkloadFolder folder, int threads) => new($"torchsharp, {Count(threads)}", false, threads,
        ChildProcess.Servant(new EagerServant(), [folder.Path, $"{threads}"], Limit(threads)));

    /// <summary>The eager network in Debian's PyTorch.</summary>
    /// <param name="coreType">OPENBLAS_CORETYPE; empty for the library's own choice.</param>
    public static Side PyTorch(WorkloadFolder folder, int threads, string coreType) => new($"pytorch, {Count(threads)}", false, threads,
        new ChildProcess("pytorch", "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "pytorch", "serve.py"), folder.Path, $"{threads}"],
            new Dictionary<string, string>(Limit(threads)) { ["OPENBLAS_CORETYPE"] = coreType, ["GLOG_minloglevel"] = "2" }));

    /// <summary>What it multiplies with, in its own words.</summary>
    public string Arithmetic => (string)Process.Ask("arithmetic")["arithmetic"]!;

    /// <summary>What a step takes, over so many next steps.</summary>
    public Elapsed Train(int steps) => Took(Process.Ask($"train {steps}")) / steps;

    /// <summary>What a subnet takes, over a part of the workload's subnets.</summary>
    public Elapsed Evaluate(int begin, int end) => Took(Process.Ask($"evaluate {begin} {end}")) / (end - begin);

    /// <inheritdoc/>
    public void Dispose() => Process.Dispose();

    private static Dictionary<string, string> Limit(int threads) =>
        new[] { "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS" }.ToDictionary(name => name, _ => $"{threads}");

    private static Elapsed Took(JsonObject answer) => new(answer["seconds"]!.GetValue<double>(), answer["processor_seconds"]!.GetValue<double>());

    private static string Count(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";
}
