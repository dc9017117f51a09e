using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>The machine's limit: large float32 products of matrices, one on every core at a time, through the same libtorch.</summary>
internal sealed class PeakServant : IServant
{
    private const int Size = 1024;

    /// <summary>Floating-point operations of one product.</summary>
    public const double Operations = 2.0 * Size * Size * Size;

    public string Name => "peak";

    /// <summary>What a product takes, with all cores at work, over so many on each.</summary>
    public static Elapsed Multiply(ChildProcess process, int each)
    {
        var answer = process.Ask($"go {each}");
        return new Elapsed(answer["seconds"]!.GetValue<double>(), answer["processor_seconds"]!.GetValue<double>()) / answer["products"]!.GetValue<int>();
    }

    /// <param name="arguments">None.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        TorchSetup.Start();
        Multiply(1);
        output.WriteLine("ready");
        while (input.ReadLine() is { } line)
        {
            var each = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Multiply(each))).ToList();
            var (wall, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            output.WriteLine(new JsonObject
            {
                ["seconds"] = wall.Elapsed.TotalSeconds,
                ["processor_seconds"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
                ["products"] = each * threads.Count,
            }.ToJsonString());
        }
    }

    private static void Multiply(int times)
    {
        using var noGrad = torch.no_grad();
        using torch.Tensor a = torch.ones(Size, Size), b = torch.ones(Size, Size);
        for (var i = 0; i < times; i++) a.matmul(b).Dispose();
    }
}
