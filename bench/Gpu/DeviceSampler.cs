using System.Diagnostics;
using System.Globalization;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Gpu;

/// <summary>Looks at the GPU five times a second while others work, by a process of nvidia-smi; sees nothing where there is none.</summary>
internal sealed class DeviceSampler : IDisposable
{
    private static readonly string[] Question = ["--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits", "-lms", "200", "-i", "0"];

    private readonly Lock _lock = new();
    private readonly List<Sample> _samples = [];
    private readonly Process? _process;

    /// <param name="onGpu">Whether there is anything to look at.</param>
    public DeviceSampler(bool onGpu)
    {
        if (!onGpu) return;
        try
        {
            _process = Process.Start(new ProcessStartInfo("nvidia-smi", Question) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception) // no nvidia-smi: figures go without
        {
            return;
        }
        if (_process is null) return;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
    }

    private readonly record struct Sample(long At, double Busy, double MemoryMib);

    /// <summary>Does some work and returns what the device did meanwhile.</summary>
    /// <param name="seen">Gets the shares of time in which the device was busy, 0 to 1, and its memory in use, MiB.</param>
    public Elapsed Watch(Func<Elapsed> work, List<(double Busy, double MemoryMib)> seen)
    {
        var begin = Stopwatch.GetTimestamp();
        var elapsed = work();
        var end = Stopwatch.GetTimestamp();
        // A sample speaks of the time before it, so the first ones of a turn speak of another side.
        var after = begin + (end - begin) / 2;
        lock (_lock) seen.AddRange(_samples.Where(sample => sample.At >= after && sample.At <= end).Select(sample => (sample.Busy, sample.MemoryMib)));
        return elapsed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is null) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line?.Split(',') is not [var busy, var memory] || !Number(busy, out var percent) || !Number(memory, out var mib)) return;
        lock (_lock) _samples.Add(new Sample(Stopwatch.GetTimestamp(), percent / 100, mib));
    }

    private static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
