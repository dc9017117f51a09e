using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Output;

namespace S3Actors.Bench.Gpu;

/// <summary>
/// Where the time of a workload goes: the parts of a pass, and the device's kernels of a training step and of an evaluated batch on either side.
/// </summary>
internal sealed partial class GpuProfile(GpuWorkload workload, GpuOptions options, GpuFolder folder, Findings findings)
{
    private const int Kernels = 24;

    /// <summary>Measures and prints.</summary>
    /// <param name="model">PyTorch's, by pytorch/gpu.py.</param>
    public void Run(string model)
    {
        findings.Say($"-- profile of {workload.Network}, {GpuWorkload.NameOf(workload.Precision)}, {workload.BatchSize} images");
        using (var ours = GpuSide.Ours(workload, options)) Print(ours.Process.Ask("sections"));
        if (!options.OnGpu) return;
        try
        {
            OurKernels();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            findings.Say($"ours: no kernels are known: {e.Message}"); // no ncu, or it may not look
        }
        using var theirs = GpuSide.PyTorch(model, workload, options, folder);
        foreach (var work in Works)
        {
            theirs.Process.Ask($"{work} 5");
            Print($"{theirs.Name}, {work}", theirs.Process.Ask($"profiled {work}")["kernels"]!.AsArray()
                .Select(it => (it![0]!.GetValue<string>(), it[1]!.GetValue<double>(), it[2]!.GetValue<int>())));
        }
    }

    private IReadOnlyList<string> Works => workload.Alone is null ? ["train"] : ["train", "evaluate"];

    private void OurKernels()
    {
        foreach (var work in Works)
        {
            var log = folder.File($"ncu-{work}.csv");
            string[] arguments =
            [
                "--profile-from-start", "off", "--clock-control", "none", "--metrics", "gpu__time_duration.sum", "--csv", "--print-units", "base",
                "--print-kernel-base", "function", "--log-file", log, Environment.ProcessPath!, "--serve", "gpu",
                .. GpuServant.Arguments(workload, options.Device, 1),
            ];
            using (var side = new ChildProcess("ncu", "ncu", arguments))
            {
                side.Ask($"{work} 3");
                side.Ask($"profiled {work}");
            }
            Print($"ours, {work}", Read(log));
        }
    }

    /// <summary>Kernel, microseconds, launches.</summary>
    private static IEnumerable<(string, double, int)> Read(string log)
    {
        string[]? header = null;
        Dictionary<string, (double Time, int Count)> kernels = [];
        foreach (var line in File.ReadLines(log).Where(line => line.StartsWith('"')))
        {
            string[] cells = [.. Cell().Matches(line).Select(match => match.Groups[1].Value)];
            if (header is null)
            {
                header = cells;
                continue;
            }
            var (name, time) = (cells[Array.IndexOf(header, "Kernel Name")], cells[Array.IndexOf(header, "Metric Value")]);
            if (!double.TryParse(time, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var nanoseconds)) continue;
            var so = kernels.GetValueOrDefault(name);
            kernels[name] = (so.Time + nanoseconds / 1000, so.Count + 1);
        }
        return kernels.Select(pair => (pair.Key, pair.Value.Time, pair.Value.Count));
    }

    private void Print(string title, IEnumerable<(string Name, double Time, int Count)> kernels)
    {
        List<(string Name, double Time, int Count)> all = [.. kernels.OrderByDescending(it => it.Time)];
        var table = new TextTable(title, "us", "launches");
        table.Add("all", $"{all.Sum(it => it.Time):F0}", $"{all.Sum(it => it.Count)}");
        foreach (var kernel in all.Take(Kernels)) table.Add(kernel.Name.Length > 90 ? kernel.Name[..90] : kernel.Name, $"{kernel.Time:F0}", $"{kernel.Count}");
        findings.Say(table.ToText());
    }

    private void Print(JsonObject sections)
    {
        var table = new TextTable("ours", "ms asked", "ms done", "tensors");
        foreach (var (name, part) in sections)
            if (part is JsonObject took) table.Add(name, $"{took["asked_ms"]}", $"{took["done_ms"]}", $"{took["tensors"]}");
        findings.Say(table.ToText());
    }

    [GeneratedRegex("\"((?:[^\"]|\"\")*)\"")]
    private static partial Regex Cell();
}
