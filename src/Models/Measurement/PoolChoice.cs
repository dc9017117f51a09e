using S3Actors.Messages.Events;
using S3Actors.Models.Statistics;

namespace S3Actors.Models.Measurement;

/// <summary>An estimate from a pool of subnets: its value, and what each member has to do with it.</summary>
/// <param name="Value">A fraction in [0, 1]; NaN where it is not known.</param>
/// <param name="Left">For each member, how far the value moves when the member is left out; NaN where that leaves nothing.</param>
/// <param name="Weights">For each member, the value's derivative by the member's error.</param>
internal sealed record PoolEstimate(double Value, double[] Left, double[] Weights)
{
    /// <summary>An estimate that cannot be made.</summary>
    public static PoolEstimate Unknown { get; } = new(double.NaN, [], []);

    /// <summary>Halfway between two.</summary>
    public static PoolEstimate Between(PoolEstimate a, PoolEstimate b) => double.IsNaN(a.Value) || double.IsNaN(b.Value) ? Unknown
        : new((a.Value + b.Value) / 2, [.. a.Left.Zip(b.Left, (x, y) => (x + y) / 2)], [.. a.Weights.Zip(b.Weights, (x, y) => (x + y) / 2)]);

    /// <summary>The weighted sum of several.</summary>
    public static PoolEstimate Sum(IReadOnlyList<(PoolEstimate Estimate, double Weight)> parts)
    {
        int[] members = [.. Enumerable.Range(0, parts[0].Estimate.Left.Length)];
        return new(
            parts.Sum(it => it.Weight * it.Estimate.Value), [.. members.Select(m => parts.Sum(it => it.Weight * it.Estimate.Left[m]))],
            [.. members.Select(m => parts.Sum(it => it.Weight * it.Estimate.Weights[m]))]);
    }

    /// <summary>Its standard error by the jackknife over members, and over blocks of images where they were counted.</summary>
    public double StandardError(IReadOnlyList<SubnetError> errors)
    {
        if (Left.Length < 2 || Left.Any(double.IsNaN)) return double.NaN;
        var middle = Left.Average();
        var subnets = Math.Sqrt((Left.Length - 1.0) / Left.Length * Left.Sum(it => (it - middle) * (it - middle)));
        if (errors.Any(error => error.Deviations is null)) return subnets;
        return ImageScatter.Join(subnets, [.. errors.Zip(Weights, (error, weight) => error.Deviations!.Select(deviation => weight * deviation).ToArray())]);
    }
}

/// <summary>The E-T error of one choice, from a pool in which members have the choice in part.</summary>
/// <param name="Members">Members that have the choice in any block.</param>
/// <param name="TopK">Of them, those behind Qt.</param>
internal sealed record PoolChoice(PoolEstimate Expected, PoolEstimate Top, int Members, int TopK)
{
    /// <summary>A choice that no member of the pool has, or whose effect cannot be separated from those of others.</summary>
    public static PoolChoice Nobody(int members) => new(PoolEstimate.Unknown, PoolEstimate.Unknown, members, 0);

    /// <summary>The part that stands for Q.</summary>
    public PoolEstimate Of(EtErrorPart part) =>
        part switch { EtErrorPart.Expected => Expected, EtErrorPart.Top => Top, _ => PoolEstimate.Between(Expected, Top) };

    /// <summary>The record of the choice.</summary>
    public ChoiceEtError ToChoice(double choice, IReadOnlyList<SubnetError> errors, EtErrorPart part)
    {
        var q = Of(part);
        return new ChoiceEtError(choice, Expected.Value, Top.Value, q.Value, Members, TopK, Expected.StandardError(errors), Top.StandardError(errors),
            q.StandardError(errors));
    }

    /// <summary>Standard error of the least-squares slope of Q over the choices' index; NaN for fewer than two that are known.</summary>
    public static double SlopeStandardError(IReadOnlyList<PoolChoice> choices, IReadOnlyList<SubnetError> errors, EtErrorPart part)
    {
        PoolEstimate[] estimates = [.. choices.Select(choice => choice.Of(part))];
        if (LinearFit.SlopeWeights([.. estimates.Select(it => !double.IsNaN(it.Value))]) is not { } weights) return double.NaN;
        return PoolEstimate.Sum([.. estimates.Zip(weights).Where(it => !double.IsNaN(it.First.Value))]).StandardError(errors);
    }
}
