namespace S3Actors.Bench.Estimators;

/// <summary>What repetitions say of an estimator; by dimension unless they say otherwise.</summary>
internal sealed class Scatter
{
    /// <param name="repetitions">With one seed each.</param>
    /// <param name="large">A run with many times as many subnets.</param>
    public Scatter(IReadOnlyList<Repetition> repetitions, Repetition large)
    {
        var dimensions = Enumerable.Range(0, repetitions[0].Slopes.Count).ToList();
        Means = dimensions.ConvertAll(d => repetitions.Average(it => it.Slopes[d]));
        StandardErrors = dimensions.ConvertAll(d => Math.Sqrt(repetitions.Sum(it => Math.Pow(it.Slopes[d] - Means[d], 2)) / (repetitions.Count - 1)));
        Stated = dimensions.ConvertAll(d => Math.Sqrt(repetitions.Average(it => Math.Pow(it.StatedErrors[d], 2))));
        (StagePasses, Evaluations) = (repetitions.Average(it => it.StagePasses), repetitions.Average(it => it.Evaluations));
        Agreement = repetitions.Average(it => it.Directions.Zip(large.Directions, (mine, its) => mine == its ? 1.0 : 0).Average());
    }

    /// <summary>Mean slopes, percentage points a step.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>Standard deviation of a repetition's slope over the seeds.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>The standard error that a repetition states itself, root mean square.</summary>
    public IReadOnlyList<double> Stated { get; }

    /// <summary>Variance of a repetition's slope, mean over the dimensions.</summary>
    public double MeanVariance => StandardErrors.Average(error => error * error);

    /// <summary>Stated over scattered, root mean square over the dimensions.</summary>
    public double StatedOverScatter => Math.Sqrt(Stated.Average(error => error * error) / MeanVariance);

    /// <summary>Share of decisions, over dimensions and seeds, that are those of the large run.</summary>
    public double Agreement { get; }

    /// <summary>Subnets that a repetition evaluates, all dimensions together.</summary>
    public double Evaluations { get; }

    /// <summary>Stages that a repetition runs, all dimensions together.</summary>
    public double StagePasses { get; }
}
