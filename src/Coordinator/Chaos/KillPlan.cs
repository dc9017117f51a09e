using S3Actors.Models.Durability;

namespace S3Actors.Coordinator.Chaos;

/// <summary>When a process is to be killed.</summary>
/// <param name="Row">What the table calls it.</param>
internal abstract record KillPlan(string Row)
{
    /// <summary>How often a process ended before it could be carried out.</summary>
    public int Missed { get; init; }

    /// <summary>As it reaches a critical point for the <paramref name="Count"/>-th time.</summary>
    /// <param name="Total">Times the uninterrupted run reached it; 0 for what only a resumed run meets.</param>
    public sealed record AtPoint(string Point, long Count, long Total) : KillPlan(Point);

    /// <summary>Some time after its start.</summary>
    public sealed record AtMoment(TimeSpan After) : KillPlan(RandomMoment);

    /// <summary>Some time after it was asked to pause.</summary>
    public sealed record WhilePausing(TimeSpan Signal, TimeSpan After) : KillPlan(Pausing);

    /// <summary>The table's name of <see cref="AtMoment"/>.</summary>
    public const string RandomMoment = "(random moment)";

    /// <summary>The table's name of <see cref="WhilePausing"/>.</summary>
    public const string Pausing = "(while pausing)";

    /// <summary>
    /// Draws plans: each critical point in turn, and as many at random moments or in a pause; so half of all kills strike where it hurts and
    /// half where nobody thought of.
    /// </summary>
    /// <param name="reached">How often the uninterrupted run reached a point.</param>
    /// <param name="duration">How long it took.</param>
    public static List<KillPlan> Draw(int kills, Random random, IReadOnlyDictionary<string, long> reached, TimeSpan duration)
    {
        var points = CriticalPoints.All.ToArray();
        random.Shuffle(points);
        var plans = new List<KillPlan>(kills);
        for (var kill = 0; kill < kills; kill++)
        {
            var turn = kill / 2;
            if (kill % 2 == 0)
            {
                var point = points[turn % points.Length].Name;
                var total = reached[point];
                // Half of the counts are low ones, so that one campaign is struck many times.
                var count = 1 + (long)(Math.Max(total, 12) * Math.Pow(random.NextDouble(), 2));
                plans.Add(new AtPoint(point, total == 0 ? count : Math.Min(count, total), total));
            }
            else if (turn % 4 == 3)
            {
                plans.Add(new WhilePausing(duration * random.NextDouble() / 2, TimeSpan.FromMilliseconds(random.Next(120))));
            }
            else
            {
                plans.Add(new AtMoment(duration * random.NextDouble() / 2));
            }
        }
        return plans;
    }

    /// <summary>Whether a run that has come so far may still meet it.</summary>
    /// <param name="progress">Share of the uninterrupted run's events that its journal holds.</param>
    public bool MayStrike(double progress, TimeSpan duration) => this switch
    {
        AtPoint { Total: 0 } => progress > 0,
        AtPoint at => (at.Count - 1.0) / at.Total + progress < 1 || at.Count == 1 && at.Total < 4,
        AtMoment at => at.After / duration + progress < 1,
        WhilePausing at => (at.Signal + at.After) / duration + progress < 1,
        _ => false,
    };

    /// <summary>The same, after it came too late: earlier.</summary>
    public KillPlan AfterMiss() => this switch
    {
        AtPoint at => at with { Missed = Missed + 1, Count = Math.Max(1, at.Count / 2) },
        AtMoment at => at with { Missed = Missed + 1, After = at.After / 2 },
        WhilePausing at => at with { Missed = Missed + 1, Signal = at.Signal / 2, After = at.After / 2 },
        _ => this,
    };
}
