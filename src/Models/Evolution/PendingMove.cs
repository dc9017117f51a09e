using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Models.Evolution;

/// <summary>A dimension's move while the conditions on the whole space are weighed.</summary>
internal sealed class PendingMove(SearchDimension before, DimensionProposal proposal)
{
    private readonly List<string> _reasons = [];
    private readonly Dictionary<string, int> _stepsGivenUp = [];

    public SearchDimension Before => before;

    public SearchDimension After { get; private set; } = DimensionUpdate.Apply(before, proposal.Steps);

    public int Steps { get; private set; } = proposal.Steps;

    public double Evidence => proposal.Evidence;

    /// <summary>Cuts |steps| to a bound; 0 is no bound.</summary>
    public void CutTo(int maximumSteps)
    {
        if (maximumSteps == 0 || Math.Abs((long)Steps) <= maximumSteps) return;
        MoveBy(Math.Sign(Steps) * maximumSteps);
        _reasons.Add(Invariant($"cut to max_steps {maximumSteps}"));
    }

    /// <summary>Cuts what the dimension's own bounds leave without effect: the whole move, or the steps after all choices left.</summary>
    public void CutToBounds()
    {
        if (Steps == 0) return;
        var bounds = $"the bounds [{SearchDimension.Format(before.Minimum)}, {SearchDimension.Format(before.Maximum)}]";
        var furthest = (long)decimal.Ceiling(((decimal)before.Maximum - (decimal)before.Minimum) / (decimal)before.Gamma) + 1;
        if (After.Equals(before))
        {
            MoveBy(0);
            _reasons.Add($"held by {bounds}");
        }
        else if (Math.Abs((long)Steps) > furthest)
        {
            MoveBy(Math.Sign(Steps) * (int)furthest);
            _reasons.Add($"{bounds} are reached");
        }
    }

    /// <summary>One step less, for a condition on the whole space.</summary>
    public void GiveUpOneStep(string condition)
    {
        MoveBy(Steps - Math.Sign(Steps));
        _stepsGivenUp[condition] = _stepsGivenUp.GetValueOrDefault(condition) + 1;
    }

    public DimensionMove ToDimensionMove()
    {
        var evidence = SlopeRule.Number(Evidence);
        var scaledBack = _stepsGivenUp.Select(it =>
            Invariant($"scaled back by {it.Value} {(it.Value == 1 ? "step" : "steps")}: {it.Key} (|w|/error {evidence})"));
        return new DimensionMove(
            before.Id, proposal.Steps, Steps, before.Choices, After.Choices, string.Join("; ", _reasons.Concat(scaledBack)));
    }

    private void MoveBy(int steps)
    {
        Steps = steps;
        After = DimensionUpdate.Apply(before, steps);
    }
}
