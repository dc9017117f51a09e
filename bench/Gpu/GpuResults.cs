using System.Globalization;
using System.Text;
using System.Text.Json;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Gpu;

/// <summary>
/// The files of a run in the results folder: a table for people and all figures for programs. They are written anew after every
/// measurement, so that what was measured stays, whatever ends the run.
/// </summary>
/// <param name="folder">Null: nothing is written.</param>
/// <param name="device">What the device calls itself.</param>
internal sealed class GpuResults(string? folder, string device, bool quick, Findings findings)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly StringBuilder _rows = new();

    /// <summary>The table's file; null where nothing is written.</summary>
    public string? TableFile => folder is null ? null : Path.Combine(folder, FileName + ".md");

    private string FileName =>
        $"gpu-{new string([.. device.ToLower(CultureInfo.InvariantCulture).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')])}{(quick ? "-quick" : "")}";

    /// <summary>Adds a line to the table and writes both files.</summary>
    /// <param name="cells">Of the columns network, precision, what, side, images a second, milliseconds, MFU, device use, ratio.</param>
    public void Add(params string[] cells)
    {
        _rows.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        Write();
    }

    /// <summary>Writes both files.</summary>
    public void Write()
    {
        if (TableFile is not { } table) return;
        Directory.CreateDirectory(folder!);
        File.WriteAllText(table, $"""
            # {device}

            Medians; `bench/gpu.sh` (docs/performance.md). MFU is of large products of matrices in the same run. Busy: share of the time in which the
            device ran something, as nvidia-smi samples it. A ratio above 1 says that the product is faster.

            | network | precision | what | side | images/s | ms | MFU | busy | ours against it |
            |---|---|---|---|---|---|---|---|---|
            {_rows}
            """);
        File.WriteAllText(Path.Combine(folder!, FileName + ".json"), findings.Json.ToJsonString(Indented) + "\n");
    }
}
