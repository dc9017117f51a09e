using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Output;

namespace S3Actors.Bench.Gpu;

/// <summary>All sides on one workload, in turns.</summary>
internal sealed class GpuContest : IDisposable
{
    private readonly GpuWorkload _workload;
    private readonly GpuOptions _options;
    private readonly Surroundings _around;
    private readonly Findings _findings;
    private readonly List<GpuSide> _sides = [];
    private double _peak;

    /// <summary>Starts all sides and sees whether they compute the same.</summary>
    /// <param name="models">PyTorch's, by pytorch/gpu.py; those that are not compiled are compared with.</param>
    /// <param name="threads">Numbers of the product's passes at once.</param>
    public GpuContest(GpuWorkload workload, GpuOptions options, GpuFolder folder, IReadOnlyList<string> models, IReadOnlyList<int> threads, Surroundings around)
    {
        (_workload, _options, _around) = (workload, options, around);
        _findings = around.Findings.Of($"{workload.Network} {Precision}, against {string.Join(" and ", models)}");
        _findings.Say($"-- {workload.Network}, {Precision}, {workload.BatchSize} images a step ({around.Time.Spent:F0} s)");
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

    /// <summary>What all contests of a run share.</summary>
    internal sealed record Surroundings(Findings Findings, GpuResults Results, DeviceSampler Sampler, TimeLeft Time);

    /// <summary>Whether all that were compared say the same.</summary>
    public bool Agrees { get; private set; } = true;

    /// <summary>Training steps; images a second are those of the batches, each of which passes through every subnet of a step.</summary>
    public void Train() => Measure("train", "step", side => side.Train, 3 * 2 * _workload.BatchSize * _workload.MeanMacsOfStep());

    /// <summary>Evaluations of the whole network.</summary>
    public void Evaluate() => Measure("evaluate", "batch", side => side.Evaluate, 2 * _workload.BatchSize * _workload.MeanMacsOfStep());

    /// <inheritdoc/>
    public void Dispose() => _sides.ForEach(side => side.Dispose());

    private string Precision => GpuWorkload.NameOf(_workload.Precision);

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
        _findings.Add("peak_tflops", Quantity.Round(1e-12 * _peak));
    }

    private void Measure(string what, string unit, Func<GpuSide, Func<int, Elapsed>> work, double operations)
    {
        if (!_around.Time.Allows(2 * _options.Turn * _sides.Count))
        {
            _findings.Say($"{what}: not begun, too little time is left");
            return;
        }
        if (_options.OnGpu) WarmUp(work);
        // turns of one length
        var times = _sides.ToDictionary(side => side.Name, side => Math.Clamp((int)(_options.Turn / work(side)(_options.WarmUp).Wall), 1, 100));
        var longest = _sides.Max(side => work(side)(1).Wall * times[side.Name]);
        foreach (var side in _sides.Where(side => side.IsOurs)) work(side)(times[side.Name]); // evaluated images get to the device once, as in a measurement
        var seen = _sides.ToDictionary(side => side.Name, _ => new List<(double Busy, double MemoryMib)>());
        var timings = Interleaving.Run(
            [.. _sides.Select(side => new Contender(side.Name, () => _around.Sampler.Watch(() => work(side)(times[side.Name]), seen[side.Name])))],
            _options.Rounds, () => _around.Time.Allows(longest * _sides.Count));

        FindPeak();
        var ours = timings[_sides.Where(side => side.IsOurs).MinBy(side => timings[side.Name].Wall.Median)!.Name].Wall;
        var table = new TextTable(what, $"min / {unit}", "median", "spread", "images/s", "TFLOP/s", "MFU", "busy", "memory", "ours is faster by");
        var findings = _findings.Of(what);
        foreach (var side in _sides)
        {
            var wall = timings[side.Name].Wall;
            var ratio = Ratio.Of(ours, wall);
            var (busy, memory) = seen[side.Name] is { Count: > 0 } samples
                ? ($"{100 * samples.Average(it => it.Busy):F0} %", $"{samples.Max(it => it.MemoryMib):F0} MiB") : ("", "");
            var (rate, mfu, faster) = ($"{_workload.BatchSize / wall.Median:F1}", $"{100 * operations / wall.Median / _peak:F1} %",
                side.IsOurs ? "" : $"{ratio.OfMedians:F2} x");
            table.Add(side.Name, Quantity.Time(wall.Min), Quantity.Time(wall.Median), $"{100 * wall.Spread:F0} %", rate,
                $"{1e-12 * operations / wall.Median:G3}", mfu, busy, memory, faster);
            var json = wall.Times(1000).ToJson();
            json["images_per_second"] = Quantity.Round(_workload.BatchSize / wall.Median);
            json["mfu"] = Quantity.Round(operations / wall.Median / _peak);
            json["busy"] = seen[side.Name] is { Count: > 0 } all ? Quantity.Round(all.Average(it => it.Busy)) : null;
            if (!side.IsOurs) json["ratio"] = ratio.ToJson();
            findings.Add(side.Name, json);
            _around.Results.Add(_workload.Network, Precision, $"{what}, {_workload.BatchSize} a {unit}", side.Name, rate, $"{1000 * wall.Median:F2}", mfu,
                busy, faster);
        }
        _findings.Say($"large products of matrices: {1e-12 * _peak:G4} TFLOP/s; memory is that of the device, of all sides together");
        _findings.Say(table.ToText());
    }
}
