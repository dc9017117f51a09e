using System.Globalization;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>A threshold's interval in which one decision stays the same.</summary>
public sealed record SweepInterval(double From, double To, int Steps);

/// <summary>One decision over a range of thresholds; no interval where it was not measured.</summary>
public sealed record DimensionSweep(int Iteration, string Dimension, int RecordedSteps, IReadOnlyList<SweepInterval> Intervals);

/// <summary>Every decision of a campaign over a range of one threshold.</summary>
public sealed record SweepDocument(string Name, string Key, double From, double To, IReadOnlyList<DimensionSweep> Dimensions);

/// <summary>
/// Where decisions flip as a threshold moves. Each is made on its own recorded measurements, within max_steps and the dimension's own
/// bounds; conditions on the whole space are left out, and nothing follows from one iteration for the next.
/// </summary>
public static class Sweep
{
    private const int GridPoints = 257;
    private const int Halvings = 50;

    /// <summary>Sweeps a threshold.</summary>
    /// <param name="range"><c>tau=0.05..1.0</c> or <c>z=0..4</c>.</param>
    /// <exception cref="BadInputException">The range has another form.</exception>
    public static SweepDocument Of(CampaignHistory recorded, Alteration alteration, string range, EtErrorPart part)
    {
        var (key, from, to) = Parse(range);
        if (alteration.Options.Any(option => SettingLayer.Split(option).Key == "evolution." + key))
            throw new BadInputException($"--sweep {range}: {key} cannot have a value of its own besides");
        var dimensions = new List<DimensionSweep>();
        foreach (var started in recorded.Iterations.Select(it => it.Started))
        {
            if (recorded.Evolved(started.Iteration) is not { } evolved) break;
            var spec = alteration.Apply(recorded.SpecAt(started.Iteration));
            foreach (var move in evolved.Moves)
            {
                var measurement = RecordedMeasurement.Of(recorded, spec, started.Iteration, move.Dimension, part);
                IReadOnlyList<SweepInterval> intervals = measurement is null ? [] : Intervals(from, to, StepsBy(spec, measurement, key));
                dimensions.Add(new DimensionSweep(started.Iteration, move.Dimension.ToString(), move.AppliedSteps, intervals));
            }
        }
        return new SweepDocument(recorded.Name, key, from, to, dimensions);
    }

    /// <summary>The intervals of a step function: a grid finds where it changes, halving finds the place.</summary>
    public static IReadOnlyList<SweepInterval> Intervals(double from, double to, Func<double, int> steps)
    {
        var intervals = new List<SweepInterval>();
        var (begin, low, current) = (from, from, steps(from));
        for (var i = 1; i < GridPoints; i++)
        {
            var share = (double)i / (GridPoints - 1);
            // Thresholds act by their reciprocal: even ratios see small ones as closely as large ones.
            var high = i == GridPoints - 1 ? to : from > 0 ? from * Math.Pow(to / from, share) : from + share * (to - from);
            while (steps(high) != current)
            {
                var (inside, outside) = (low, high);
                for (var h = 0; h < Halvings; h++)
                {
                    var middle = (inside + outside) / 2;
                    if (steps(middle) == current) inside = middle;
                    else outside = middle;
                }
                intervals.Add(new SweepInterval(begin, outside, current));
                (begin, low, current) = (outside, outside, steps(outside));
            }
            low = high;
        }
        intervals.Add(new SweepInterval(begin, to, current));
        return intervals;
    }

    private static Func<double, int> StepsBy(CampaignSpec spec, DimensionMeasurement measurement, string key)
    {
        var recorded = UpdateRules.RuleFor(spec.Evolution, measurement.Dimension.Id);
        var rule = UpdateRules.Resolve(recorded);
        return value =>
        {
            var steps = rule.Decide(measurement, key == "tau" ? recorded with { Tau = value } : recorded with { Z = value }).Steps;
            if (spec.Evolution.MaximumSteps is > 0 and var most) steps = Math.Clamp(steps, -most, most);
            return DimensionUpdate.Apply(measurement.Dimension, steps).Equals(measurement.Dimension) ? 0 : steps;
        };
    }

    private static (string Key, double From, double To) Parse(string range)
    {
        var equals = range.IndexOf('=', StringComparison.Ordinal);
        var ends = equals < 0 ? [] : range[(equals + 1)..].Split("..");
        var key = equals < 0 ? "" : range[..equals].Trim();
        if (key is "tau" or "z" && ends.Length == 2 && Number(ends[0]) is { } from && Number(ends[1]) is { } to && from < to
            && (key == "z" ? from >= 0 : from > 0))
            return (key, from, to);
        throw new BadInputException($"--sweep {range}: is not of the form tau=0.05..1.0 or z=0..4; tau is above 0, z at least 0, the range ascends");

        static double? Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }
}
