using MessagePack;

namespace S3Actors.Messages.Evaluation;

/// <summary>The images an error is measured on. Only <see cref="SearchValidation"/> may drive a decision.</summary>
public enum EvaluationSplit
{
    /// <summary>Chooses: measurement and search.</summary>
    SearchValidation = 0,
    /// <summary>Reports only.</summary>
    ReportValidation = 1,
    /// <summary>Reports only: the published test images.</summary>
    Test = 2,
}

/// <summary>What splits are called.</summary>
public static class EvaluationSplits
{
    /// <summary>As people and tables read it: <c>search-validation</c>, <c>report-validation</c>, <c>test</c>.</summary>
    public static string Word(this EvaluationSplit split) => split switch
    {
        EvaluationSplit.SearchValidation => "search-validation", EvaluationSplit.ReportValidation => "report-validation", _ => "test",
    };
}

/// <summary>The first <paramref name="Images"/> images of a split.</summary>
[MessagePackObject]
public readonly record struct EvaluationSet([property: Key(0)] EvaluationSplit Split, [property: Key(1)] int Images);

/// <summary>A top-1 error as counted: wrong answers out of images.</summary>
[MessagePackObject]
public readonly record struct Top1Error([property: Key(0)] int Incorrect, [property: Key(1)] int Images)
{
    /// <summary>The error in [0, 1].</summary>
    [IgnoreMember] public double Fraction => (double)Incorrect / Images;

    /// <summary>The error in percent, in [0, 100].</summary>
    [IgnoreMember] public double Percent => 100 * Fraction;

    /// <summary>Binomial standard error of <see cref="Fraction"/>.</summary>
    [IgnoreMember] public double StandardError => Math.Sqrt(Fraction * (1 - Fraction) / Images);
}

/// <summary>What one evaluation said of one subnet.</summary>
/// <param name="Error">Top-1 error on the evaluation set.</param>
/// <param name="MeanLoss">Mean cross-entropy without label smoothing, nats.</param>
/// <param name="WrongByBlock">Wrong answers by block of images (<see cref="ImageBlocks"/>); null in results of versions that did not count them.</param>
[MessagePackObject]
public sealed record SubnetResult(
    [property: Key(0)] Space.Architecture Architecture,
    [property: Key(1)] Top1Error Error,
    [property: Key(2)] double MeanLoss,
    [property: Key(3)] IReadOnlyList<int>? WrongByBlock = null)
{
    /// <summary>Two results are equal when every number is.</summary>
    public bool Equals(SubnetResult? other) =>
        other is not null && Architecture.Equals(other.Architecture) && Error == other.Error && MeanLoss.Equals(other.MeanLoss)
        && (WrongByBlock is null ? other.WrongByBlock is null : other.WrongByBlock is not null && WrongByBlock.SequenceEqual(other.WrongByBlock));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Architecture, Error, MeanLoss);
}
