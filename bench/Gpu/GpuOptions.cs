using System.Globalization;
using S3Actors.Messages.Campaign;

namespace S3Actors.Bench.Gpu;

/// <summary>What <c>bench gpu</c> is asked for.</summary>
/// <param name="Device"><c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Python">The interpreter whose PyTorch is compared with.</param>
internal sealed record GpuOptions(string Device, string Python)
{
    public const string Usage =
        "bench gpu [--device cpu|cuda] [--only float32|bfloat16] [--only s3-t|sandwich] [--only eager|compiled] [--no-compile] [--quick] [--profile] [--time-limit SECONDS] [--python PYTHON] [--results FOLDER]";

    /// <summary>Few images and few rounds: whether everything works, not how fast it is.</summary>
    public bool Quick { get; init; }

    /// <summary>What the measurements are restricted to: precisions, networks, PyTorch as it comes or compiled; none of a kind for all of it.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Whether PyTorch's compiled network is compared with, where there is a compiler.</summary>
    public bool Compiles { get; init; } = true;

    /// <summary>Where the time goes, in the place of how fast it is.</summary>
    public bool Profile { get; init; }

    /// <summary>Seconds after which nothing new is begun; null for no limit.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>Where the figures are written; null for nowhere.</summary>
    public string? ResultsFolder { get; init; }

    public bool OnGpu => Device != "cpu";

    /// <summary>Images a step of S3-T alone.</summary>
    public int BatchSize => (OnGpu, Quick) switch { (true, false) => 128, (true, true) => 64, (false, false) => 8, _ => 2 };

    /// <summary>Images a sandwich step, each of which passes through four subnets.</summary>
    public int SandwichBatchSize => Math.Max(1, BatchSize / 2);

    /// <summary>Images on which both sides must agree.</summary>
    public int ComparedImages => OnGpu ? 16 : 2;

    /// <summary>Turns of every side.</summary>
    public int Rounds => Quick ? 3 : 9;

    /// <summary>Steps, or batches evaluated, before the first that counts: allocators, kernels chosen by trial, compilers.</summary>
    public int WarmUp => OnGpu ? 8 : 1;

    /// <summary>Seconds the slowest side works a turn, about.</summary>
    public double Turn => Quick ? 0.5 : 1;

    /// <summary>Whether a network in a precision is measured, against PyTorch as it comes or compiled.</summary>
    public bool Wants(string network, ReducedPrecision? precision, bool compiled) =>
        WantsOneOf([GpuWorkload.S3Tiny, GpuWorkload.Sandwich], network) && WantsOneOf(["float32", "bfloat16"], GpuWorkload.NameOf(precision))
        && WantsOneOf(["eager", "compiled"], compiled ? "compiled" : "eager");

    /// <summary>Reads the command line behind <c>gpu</c>; null where it is not understood.</summary>
    public static GpuOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new GpuOptions("cpu", "/usr/bin/python3");
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i], i + 1 < arguments.Count ? arguments[i + 1] : null)
            {
                case ("--quick", _): options = options with { Quick = true }; continue;
                case ("--profile", _): options = options with { Profile = true }; continue;
                case ("--no-compile", _): options = options with { Compiles = false }; continue;
                case ("--device", "cpu"): options = options with { Device = "cpu" }; break;
                case ("--device", "cuda" or "cuda:0"): options = options with { Device = "cuda:0" }; break;
                case ("--only", GpuWorkload.S3Tiny or GpuWorkload.Sandwich or "float32" or "bfloat16" or "eager" or "compiled"): options = options with { Only = [.. options.Only, arguments[i + 1]] }; break;
                case ("--time-limit", { } seconds) when double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) && limit > 0:
                    options = options with { TimeLimit = limit };
                    break;
                case ("--python", { } python): options = options with { Python = python }; break;
                case ("--results", { } folder): options = options with { ResultsFolder = folder }; break;
                default: return null;
            }
            i++;
        }
        return options;
    }

    private bool WantsOneOf(string[] kind, string value) => !Only.Any(kind.Contains) || Only.Contains(value);
}
