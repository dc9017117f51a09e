using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace S3Actors.Coordinator.Telemetry;

/// <summary>
/// Asks <c>nvidia-smi</c> how busy a session's GPUs are. Where there is no such program, or it once failed or took too long, nothing is known from then
/// on. <c>cuda:1</c> is the second of the GPUs that <c>CUDA_VISIBLE_DEVICES</c> leaves visible, in the order of that program.
/// </summary>
/// <param name="devices">The session's, as settings name them.</param>
/// <param name="visible">What <c>CUDA_VISIBLE_DEVICES</c> says: numbers or UUIDs, separated by commas; null or empty for all.</param>
/// <param name="program">The program to ask.</param>
public sealed class DeviceProbe(IReadOnlyList<string> devices, string? visible = null, string program = "nvidia-smi")
{
    private const string Cuda = "cuda:";
    private const long Mebi = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] Question = ["--query-gpu=uuid,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits"];
    private readonly IReadOnlyList<string> _devices = [.. devices.Where(it => it.StartsWith(Cuda, StringComparison.Ordinal))];
    private bool _isSilent;

    /// <summary>Asks; null where nothing is known.</summary>
    public IReadOnlyList<DeviceUse>? Ask()
    {
        if (_isSilent || _devices.Count == 0) return null;
        var answer = Answer();
        var found = answer is null ? [] : Parse(answer);
        _isSilent = found.Count == 0;
        return _isSilent ? null : found;
    }

    /// <summary>What an answer says of the devices; one whose line is missing, or not understood, is left out.</summary>
    /// <param name="answer">A line a GPU: UUID, percent of time, MiB in use, MiB in all.</param>
    private List<DeviceUse> Parse(string answer)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',', StringSplitOptions.TrimEntries)).ToList();
        var seen = string.IsNullOrWhiteSpace(visible) ? lines
            : [.. visible.Split(',', StringSplitOptions.TrimEntries).Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? lines.ElementAtOrDefault(number) : lines.Find(line => line[0].StartsWith(name, StringComparison.Ordinal))).OfType<string[]>()];
        var found = new List<DeviceUse>();
        foreach (var device in _devices)
            if (int.TryParse(device.AsSpan(Cuda.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && seen.ElementAtOrDefault(number) is [_, var busy, var used, var total] && Number(busy) is { } percent && Number(used) is { } mib && Number(total) is { } all)
                found.Add(new DeviceUse(device, percent / 100, (long)mib * Mebi, (long)all * Mebi));
        return found;
    }

    private string? Answer()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, Question) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null) return null;
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return null;
            }
            return process.ExitCode == 0 && output.Wait(Patience) ? output.Result : null;
        }
        catch (Win32Exception) // there is no such program
        {
            return null;
        }
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
