using S3Actors.Bench.Running;
using S3Actors.Coordinator.Output;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>All sides on one campaign's workload.</summary>
internal sealed class Contest : IDisposable
{
    private const int TrainingRounds = 9;

    /// <summary>Steps after which .NET has compiled anew what runs often, in the background; all sides take them.</summary>
    private const int StepsToSettle = 40;

    /// <summary>The same, in evaluated subnets.</summary>
    private const int SubnetsToSettle = 16;

    private const int StepsOfTrial = 3, RoundsOfTrial = 3;

    /// <summary>Values of OPENBLAS_CORETYPE that PyTorch is tried with; the empty one leaves it to OpenBLAS.</summary>
    private static readonly string[] CoreTypes = ["", "Haswell", "SkylakeX", "Zen"];

    /// <summary>How many times slower than the best of the others in the warm-up a side may be.</summary>
    private const double Hopeless = 1.6;

    private readonly Workload _workload;
    private readonly double _peak;
    private readonly Findings _findings;
    private readonly List<Side> _sides;

    /// <param name="peak">Floating-point operations a second of one thread that does nothing but multiply.</param>
    public Contest(Workload workload, WorkloadFolder folder, double peak, Findings findings)
    {
        (_workload, _peak, _findings) = (workload, peak, findings);
        findings.Say($"-- {workload.Campaign}");
        var coreType = FastestCoreType(folder, findings);
        _sides =
        [
            Side.Ours(workload, folder, 2), Side.Ours(workload, folder, 1), Side.TorchSharp(folder, 1), Side.TorchSharp(folder, 2),
            Side.PyTorch(folder, 1, coreType), Side.PyTorch(folder, 2, coreType),
        ];
        var arithmetic = findings.Of("arithmetic");
        foreach (var side in _sides.Where(side => side.Threads == 1))
        {
            findings.Say($"{side.Name}: {side.Arithmetic}");
            arithmetic.Add(side.Name, side.Arithmetic);
            if (!side.IsOurs) Agreement.Require(_sides[0], side, folder, findings);
        }
    }

    /// <summary>Sandwich steps; images a second are those of the batches, each of which passes through every subnet of the step.</summary>
    /// <param name="warmUp">Steps before the first that counts.</param>
    /// <param name="turn">Seconds the slowest side works a turn, about.</param>
    public Comparison Train(int warmUp, double turn)
    {
        var first = _sides.ToDictionary(side => side, side => LeastOfTwo(() => side.Train(warmUp)));
        var sides = InTheRunning("train", first);
        foreach (var side in sides) side.Train(StepsToSettle);
        var steps = Math.Clamp((int)(turn / sides.Max(side => first[side])), 1, (Workload.Steps - 2 * warmUp - StepsToSettle) / TrainingRounds);
        var timings = Interleaving.Run([.. sides.Select(side => new Contender(side.Name, () => side.Train(steps)))], TrainingRounds);
        var batch = _workload.Spec.Training.BatchSize;
        // A backward pass multiplies twice as much as the forward pass: with respect to inputs and to weights.
        return Tell("train", "step", timings, images: batch, operations: 2 * 3 * batch * _workload.MeanMacsOfStep());
    }

    /// <summary>Evaluations of a part of the workload's subnets.</summary>
    /// <param name="atOnce">Neighbours asked for at once; each time others.</param>
    /// <param name="times">Times that is done a turn, one after the other.</param>
    public Comparison Evaluate(string what, Range part, int atOnce, int times, int rounds)
    {
        var (offset, length) = part.GetOffsetAndLength(_workload.Evaluated.Count);
        var sides = InTheRunning(what, _sides.ToDictionary(side => side, side => LeastOfTwo(() => side.Evaluate(offset, offset + 2))));
        foreach (var side in sides) side.Evaluate(offset, offset + SubnetsToSettle);
        var begins = Enumerable.Range(0, rounds * times).Select(turn => offset + (int)((long)(length - atOnce) * turn / (rounds * times))).ToArray();
        var timings = Interleaving.Run([.. sides.Select(side =>
        {
            var turn = 0;
            return new Contender(side.Name, () =>
            {
                var sum = new Elapsed();
                for (var time = 0; time < times; time++, turn++) sum += side.Evaluate(begins[turn], begins[turn] + atOnce);
                return sum / times;
            });
        })], rounds);
        return Tell(what, "subnet", timings, Workload.EvaluatedImages, 2 * Workload.EvaluatedImages * _workload.MeanMacs(part));
    }

    /// <inheritdoc/>
    public void Dispose() => _sides.ForEach(side => side.Dispose());

    private static double LeastOfTwo(Func<Elapsed> trial) => Math.Min(trial().Wall, trial().Wall);

    /// <summary>
    /// The sides but those that are far behind from the start: on busy cores the threads within one operation wait for each other
    /// most of the time, and measuring that takes longer than all the rest.
    /// </summary>
    private List<Side> InTheRunning(string what, Dictionary<Side, double> first)
    {
        var best = first.Where(it => !it.Key.IsOurs).Min(it => it.Value);
        foreach (var (side, seconds) in first.Where(it => it.Value > Hopeless * best))
            _findings.Say($"{what}: {side.Name} left out, {Quantity.Time(seconds)} in the warm-up against {Quantity.Time(best)}");
        return [.. _sides.Where(side => first[side] <= Hopeless * best)];
    }

    /// <summary>The least time of the processor for a few steps, tried in turns.</summary>
    private static string FastestCoreType(WorkloadFolder folder, Findings findings)
    {
        var tried = CoreTypes.Select(type => (Type: type, Side: Side.PyTorch(folder, 1, type))).ToList();
        foreach (var (_, side) in tried) side.Train(StepsOfTrial);
        var timings = Interleaving.Run([.. tried.Select(it => new Contender(it.Type, () => it.Side.Train(StepsOfTrial)))], RoundsOfTrial);
        tried.ForEach(it => it.Side.Dispose());
        findings.Say($"pytorch by OPENBLAS_CORETYPE, processor time of a step: {string.Join(", ", timings.Select(it => $"{(it.Key.Length == 0 ? "unset" : it.Key)} {Quantity.Time(it.Value.Processor.Min)}"))}");
        return timings.MinBy(it => it.Value.Processor.Min).Key;
    }

    private Comparison Tell(string what, string unit, IReadOnlyDictionary<string, Timings> timings, int images, double operations)
    {
        var table = new TextTable(what, $"min / {unit}", "median", "spread", "CPU time", "images/s", "GFLOP/s", "of peak");
        var findings = _findings.Of(what);
        var milliseconds = findings.Of($"ms_per_{unit}");
        var seconds = operations / _peak;
        var bySide = timings.ToDictionary(it => _sides.Single(side => side.Name == it.Key), it => it.Value);
        foreach (var (side, (wall, processor)) in bySide)
        {
            table.Add(side.Name, Quantity.Time(wall.Min), Quantity.Time(wall.Median), $"{100 * wall.Spread:F0} %", Quantity.Time(processor.Median),
                $"{images / wall.Median:F0}",
                $"{1e-9 * operations / wall.Median:F1}", $"{100 * seconds / wall.Median / side.Threads:F1} %");
            var json = wall.Times(1000).ToJson();
            json["processor_median"] = Quantity.Round(1000 * processor.Median);
            json["images_per_second"] = Quantity.Round(images / wall.Median);
            json["of_peak"] = Quantity.Round(seconds / wall.Median / side.Threads);
            milliseconds.Add(side.Name, json);
        }
        var comparison = Comparison.Of(bySide, seconds);
        _findings.Say(table.ToText());
        _findings.Say($"{what}: {comparison}");
        findings.Add("ratio", comparison.ToJson());
        return comparison;
    }
}
