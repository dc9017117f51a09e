using S3Actors.Coordinator.WhatIf;

namespace S3Actors.Tests.Coordinator.WhatIf;

public sealed class SweepTests
{
    /// <summary>-floor(w / tau) flips at w / k: here for w = -0.5 at 0.5, 0.25, 0.1666...</summary>
    [Fact]
    public void The_published_rule_flips_where_the_slope_is_a_multiple_of_tau()
    {
        var intervals = Sweep.Intervals(0.15, 1, tau => Math.Min(3, -(int)Math.Floor(-0.5 / tau)));
        Assert.Equal([3, 2, 1], intervals.Select(it => it.Steps));
        Assert.Equal(0.25, intervals[0].To, 1e-9);
        Assert.Equal(0.5, intervals[1].To, 1e-9);
        Assert.Equal((0.15, 1.0), (intervals[0].From, intervals[^1].To));
        Assert.Equal(intervals.Skip(1).Select(it => it.From), intervals.SkipLast(1).Select(it => it.To));
    }

    [Fact]
    public void A_decision_that_never_flips_has_one_interval() =>
        Assert.Equal([new SweepInterval(0, 4, 1)], Sweep.Intervals(0, 4, _ => 1));
}
