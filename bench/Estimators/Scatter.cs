namespace S3Actors.Bench.Estimators;

/// <summary>What repetitions say of an estimator; by dimension unless they say otherwise.</summary>
internal sealed class Scatter
{
    public Scatter(IReadOnlyList<Repetition> repetitions)
    {
        var dimensions = Enumerable.Range(0, repetitions[0].Slopes.Count).ToList();
        Means = dimensions.ConvertAll(d => repetitions.Average(it => it.Slopes[d]));
        StandardErrors = dimensions.ConvertAll(d => Math.Sqrt(repetitions.Sum(it => Math.Pow(it.Slopes[d] - Means[d], 2)) / (repetitions.Count - 1)));
        Stated = dimensions.ConvertAll(d => Math.Sqrt(repetitions.Average(it => Math.Pow(it.StatedErrors[d], 2))));
        StagePasses = repetitions.Average(it => it.StagePasses);
    }

    /// <summary>Mean slopes, percentage points a step.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>Standard deviation of a repetition's slope over the seeds.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>The standard error that a repetition states itself, root mean square.</summary>
    public IReadOnlyList<double> Stated { get; }

    /// <summary>Variance of a repetition's slope, mean over the dimensions.</summary>
    public double MeanVariance => StandardErrors.Average(error => error * error);

    /// <summary>Stages that a repetition runs, all dimensions together.</summary>
    public double StagePasses { get; }
}
