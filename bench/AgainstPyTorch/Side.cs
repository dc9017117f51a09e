using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>One side with one number of threads, as a process that waits for its turn.</summary>
/// <param name="Name">E.g. <c>pytorch, 2 threads</c>.</param>
/// <param name="IsOurs">Whether it is the product.</param>
internal sealed record Side(string Name, bool IsOurs, ChildProcess Process) : IDisposable
{
    /// <summary>The product on a workload.</summary>
    public static Side Ours(Workload workload, WorkloadFolder folder, int threads) => new($"ours, {Count(threads)}", true,
        ChildProcess.Servant(new OurServant(), [folder.Path, workload.Campaign, $"{threads}"]));

    /// <summary>PyTorch on a workload.</summary>
    public static Side PyTorch(WorkloadFolder folder, int threads) => new($"pytorch, {Count(threads)}", false,
        new ChildProcess("pytorch", "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "pytorch", "serve.py"), folder.Path, $"{threads}"],
            new Dictionary<string, string> { ["OMP_NUM_THREADS"] = $"{threads}", ["GLOG_minloglevel"] = "2" }));

    /// <summary>What a step takes, over so many next steps.</summary>
    public Elapsed Train(int steps) => Took(Process.Ask($"train {steps}")) / steps;

    /// <summary>What a subnet takes, over a part of the workload's subnets.</summary>
    public Elapsed Evaluate(int begin, int end) => Took(Process.Ask($"evaluate {begin} {end}")) / (end - begin);

    /// <inheritdoc/>
    public void Dispose() => Process.Dispose();

    private static Elapsed Took(JsonObject answer) => new(answer["seconds"]!.GetValue<double>(), answer["processor_seconds"]!.GetValue<double>());

    private static string Count(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";
}
