using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Output;

namespace S3Actors.Bench.Gpu;

/// <summary>All sides on one workload, in turns.</summary>
internal sealed class GpuContest : IDisposable
{
    private readonly GpuWorkload _workload;
    private readonly GpuOptions _options;
    private readonly Findings _findings;
    private readonly List<GpuSide> _sides = [];
    private double _peak;

    /// <summary>Starts all sides and sees whether they compute the same.</summary>
    /// <param name="models">PyTorch's, by pytorch/gpu.py; those that are not compiled are compared with.</param>
    /// <param name="threads">Numbers of the product's passes at once.</param>
    public GpuContest(GpuWorkload workload, GpuOptions options, GpuFolder folder, IReadOnlyList<string> models, IReadOnlyList<int> threads, Findings findings)
    {
        (_workload, _options) = (workload, options);
        var precision = workload.Precision is null ? "float32" : "bfloat16";
        _findings = findings.Of($"{workload.Network} {precision}");
        _findings.Say($"-- {workload.Network}, {precision}, {workload.BatchSize} images a step");
        _sides.AddRange(threads.Select(count => GpuSide.Ours(workload, options, count)));
        var agreement = _findings.Of("agreement");
        foreach (var model in models)
        {
            var side = GpuSide.PyTorch(model, workload, options, folder);
            _sides.Add(side);
            if (!model.EndsWith("compile", StringComparison.Ordinal)) Agrees &= GpuAgreement.Holds(workload, _sides[0], side, folder, options, agreement);
        }
        FindPeak();
    }

    /// <summary>Whether all that were compared say the same.</summary>
    public bool Agrees { get; private set; } = true;

    /// <summary>Training steps; images a second are those of the batches, each of which passes through every subnet of a step.</summary>
    public void Train() => Measure("train", "step", side => side.Train, 3 * 2 * _workload.BatchSize * _workload.MeanMacsOfStep());

    /// <summary>Evaluations of the whole network.</summary>
    public void Evaluate() => Measure("evaluate", "batch", side => side.Evaluate, 2 * _workload.BatchSize * _workload.MeanMacsOfStep());

    /// <inheritdoc/>
    public void Dispose() => _sides.ForEach(side => side.Dispose());

    /// <summary>Lets every side compile and try out what it has to, which would count later on. One of PyTorch's that cannot is left out.</summary>
    private void WarmUp(Func<GpuSide, Func<int, Elapsed>> work)
    {
        foreach (var side in _sides.ToList())
            try
            {
                work(side)(_options.WarmUp);
            }
            catch (InvalidOperationException e) when (!side.IsOurs)
            {
                _findings.Say($"{side.Name} is left out: {e.Message}");
                _sides.Remove(side);
                side.Dispose();
            }
    }

    /// <summary>Operations a second of large products of matrices, the most seen before and after what is compared with it.</summary>
    private void FindPeak()
    {
        _peak = Math.Max(_peak, _sides[^1].Peak(_options.OnGpu ? 8192 : 1024, _options.OnGpu ? 50 : 5));
        _findings.Add("peak_tflops", Figure.Round(1e-12 * _peak));
    }

    private void Measure(string what, string unit, Func<GpuSide, Func<int, Elapsed>> work, double operations)
    {
        if (_options.OnGpu) WarmUp(work);
        var slowest = _sides.Max(side => work(side)(_options.WarmUp).Wall);
        var times = Math.Clamp((int)(_options.Turn / slowest), 1, 50);
        var timings = Interleaving.Run([.. _sides.Select(side => new Contender(side.Name, () => work(side)(times)))], _options.Rounds);

        FindPeak();
        var ours = timings[_sides.Where(side => side.IsOurs).MinBy(side => timings[side.Name].Wall.Median)!.Name].Wall;
        var table = new TextTable(what, $"min / {unit}", "median", "spread", "images/s", "TFLOP/s", "MFU", "ours is faster by");
        var findings = _findings.Of(what);
        foreach (var side in _sides)
        {
            var wall = timings[side.Name].Wall;
            var ratio = Ratio.Of(ours, wall);
            table.Add(side.Name, Figure.Time(wall.Min), Figure.Time(wall.Median), $"{100 * wall.Spread:F0} %", $"{_workload.BatchSize / wall.Median:F1}",
                $"{1e-12 * operations / wall.Median:G3}", $"{100 * operations / wall.Median / _peak:F1} %", side.IsOurs ? "" : $"{ratio.OfMedians:F2} x");
            var json = wall.Times(1000).ToJson();
            json["images_per_second"] = Figure.Round(_workload.BatchSize / wall.Median);
            json["mfu"] = Figure.Round(operations / wall.Median / _peak);
            if (!side.IsOurs) json["ratio"] = ratio.ToJson();
            findings.Add(side.Name, json);
        }
        _findings.Say($"large products of matrices: {1e-12 * _peak:G4} TFLOP/s");
        _findings.Say(table.ToText());
    }
}
