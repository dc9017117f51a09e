namespace S3Actors.Bench.Gpu;

/// <summary>What <c>bench gpu</c> is asked for.</summary>
/// <param name="Device"><c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Quick">Few images and few rounds: whether everything works, not how fast it is.</param>
/// <param name="Python">The interpreter whose PyTorch is compared with.</param>
/// <param name="ResultsFolder">Where the figures are written; null for nowhere.</param>
internal sealed record GpuOptions(string Device, bool Quick, string Python, string? ResultsFolder)
{
    public const string Usage = "bench gpu [--device cpu|cuda] [--quick] [--python PYTHON] [--results FOLDER]";

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

    /// <summary>Reads the command line behind <c>gpu</c>; null where it is not understood.</summary>
    public static GpuOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new GpuOptions("cpu", false, "/usr/bin/python3", null);
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i], value)
            {
                case ("--quick", _): options = options with { Quick = true }; break;
                case ("--device", "cpu"): (options, i) = (options with { Device = "cpu" }, i + 1); break;
                case ("--device", "cuda" or "cuda:0"): (options, i) = (options with { Device = "cuda:0" }, i + 1); break;
                case ("--python", { } python): (options, i) = (options with { Python = python }, i + 1); break;
                case ("--results", { } folder): (options, i) = (options with { ResultsFolder = folder }, i + 1); break;
                default: return null;
            }
        }
        return options;
    }
}
