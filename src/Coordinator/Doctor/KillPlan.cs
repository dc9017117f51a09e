using S3Actors.Models.Durability;

namespace S3Actors.Coordinator.Doctor;

/// <summary>When a process is to be killed.</summary>
/// <param name="Row">What the table calls it.</param>
internal abstract record KillPlan(string Row)
{
    private const int MostMisses = 8;

    /// <summary>How often a process ended before it could be carried out.</summary>
    public int Missed { get; init; }

    /// <summary>As it reaches a critical point for the <paramref name="Count"/>-th time.</summary>
    /// <param name="Total">Times the uninterrupted run reached it; 0 for what only a resumed run meets.</param>
    public sealed record AtPoint(string Point, long Count, long Total) : KillPlan(Point);

    /// <summary>Some time after its start.</summary>
    /// <param name="Share">That time as a share of what an uninterrupted run takes, however busy the machine is.</param>
    public sealed record AtMoment(double Share) : KillPlan(RandomMoment);

    /// <summary>Some time after it was asked to pause, which is some time after its first write.</summary>
    /// <param name="Share">The latter, as a share of what an uninterrupted run takes.</param>
    public sealed record WhilePausing(double Share, TimeSpan After) : KillPlan(Pausing);

    /// <summary>The table's name of <see cref="AtMoment"/>.</summary>
    public const string RandomMoment = "(random moment)";

    /// <summary>The table's name of <see cref="WhilePausing"/>.</summary>
    public const string Pausing = "(while pausing)";

    /// <summary>
    /// Draws plans: every critical point before any of them again, as far as three quarters of the kills reach; from then on as many at random
    /// moments or in a pause, so that half of all kills strike where it hurts and half where nobody thought of.
    /// </summary>
    /// <param name="reached">How often the uninterrupted run reached a point.</param>
    public static List<KillPlan> Draw(int kills, Random random, IReadOnlyDictionary<string, long> reached)
    {
        var points = CriticalPoints.All.ToArray();
        random.Shuffle(points);
        var atPoints = Math.Max(kills / 2, Math.Min(points.Length, kills - kills / 4));
        var plans = new KillPlan[kills];
        for (var kill = 0; kill < kills; kill++)
        {
            if (kill < atPoints)
            {
                var point = points[kill % points.Length].Name;
                var total = reached[point];
                // Half of the counts are low ones, so that one campaign is struck many times.
                var count = 1 + (long)(Math.Max(total, 12) * Math.Pow(random.NextDouble(), 2));
                plans[kill] = new AtPoint(point, total == 0 ? count : Math.Min(count, total), total);
            }
            else if (kill % 4 == 3)
            {
                plans[kill] = new WhilePausing(random.NextDouble() / 2, TimeSpan.FromMilliseconds(random.Next(120)));
            }
            else
            {
                plans[kill] = new AtMoment(random.NextDouble() / 2);
            }
        }
        random.Shuffle(plans);
        return [.. plans];
    }

    /// <summary>It came too late so often that it is not tried again.</summary>
    public bool GivenUp => Missed > MostMisses;

    /// <summary>Whether only a resumed run meets it; one that is complete does, too.</summary>
    public bool NeedsResumption => this is AtPoint { Total: 0 };

    /// <summary>Whether a run that has come so far may still meet it.</summary>
    /// <param name="progress">Share of the uninterrupted run's events that its journal holds.</param>
    public bool MayStrike(double progress) => !GivenUp && this switch
    {
        _ when NeedsResumption => progress > 0,
        AtPoint at => (at.Count - 1.0) / at.Total + progress < 1 || at.Count == 1 && at.Total < 4,
        AtMoment at => at.Share + progress < 1,
        WhilePausing at => at.Share + progress < 1,
        _ => false,
    };

    /// <summary>The same, after it came too late: earlier.</summary>
    public KillPlan AfterMiss() => this switch
    {
        AtPoint at => at with { Missed = Missed + 1, Count = Math.Max(1, at.Count / 2) },
        AtMoment at => at with { Missed = Missed + 1, Share = at.Share / 2 },
        WhilePausing at => at with { Missed = Missed + 1, Share = at.Share / 2, After = at.After / 2 },
        _ => this,
    };
}
