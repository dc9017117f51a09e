using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.History;

/// <summary>
/// The time that is left, of a real campaign's journal under an invented clock: two seconds a training step and half a second a subnet, and
/// nothing else takes time. So what is left is known at every row.
/// </summary>
[Collection(WatchingCollection.Name)]
public sealed class CampaignForecastTests(UninterruptedCampaign campaign)
{
    [Fact]
    public void It_is_not_known_before_the_first_iteration_is_measured()
    {
        var rows = Rows();
        var firstSubnet = rows.FindIndex(row => row.Event is SubnetEvaluated);
        Assert.Null(SecondsLeft(rows.Take(firstSubnet)));
        Assert.NotNull(SecondsLeft(rows.Take(1 + rows.FindIndex(row => row.Event is SpaceEvolved))));
    }

    [Fact]
    public void It_matches_the_time_that_the_rest_took_when_the_rest_was_as_large_as_assumed()
    {
        var rows = Rows();
        var evolved = rows.FindLastIndex(row => row.Event is SpaceEvolved);
        // Training to come is known to the step; a search evaluates no candidate twice, and the winners' few errors are not forecast.
        Assert.Equal((rows[^1].Time - rows[evolved].Time).TotalSeconds, SecondsLeft(rows.Take(evolved + 1))!.Value, tolerance: 6);
    }

    [Fact]
    public void Of_an_iteration_to_come_it_takes_the_last_ones_size()
    {
        var rows = Rows();
        var evolved = rows.FindIndex(row => row.Event is SpaceEvolved);
        var subnets = rows.Where(row => row.Event is EvaluationsRequested).Select(row => ((EvaluationsRequested)row.Event).Subnets).Take(2).ToList();
        var actual = (rows[^1].Time - rows[evolved].Time).TotalSeconds + 0.5 * (subnets[0] - subnets[1]);
        Assert.Equal(actual, SecondsLeft(rows.Take(evolved + 1))!.Value, tolerance: 6);
    }

    [Fact]
    public void It_shrinks_with_every_training_interval_and_nothing_is_left_at_the_end()
    {
        var rows = Rows();
        var evolved = rows.FindIndex(row => row.Event is SpaceEvolved);
        var course = Enumerable.Range(evolved + 1, rows.Count - evolved - 1).Where(i => rows[i - 1].Event is TrainingIntervalFinished).Select(i => SecondsLeft(rows.Take(i))!.Value).ToList();
        Assert.Equal(8, course.Count);
        Assert.All(Enumerable.Zip(course, course.Skip(1)), it => Assert.True(it.Item1 > it.Item2, string.Join(' ', course)));
        Assert.Null(SecondsLeft(rows));
    }

    private static double? SecondsLeft(IEnumerable<JournalRow> rows) => CampaignStatus.Of(CampaignHistory.Of("tiny", rows), lockHeld: true).SecondsLeft;

    private List<JournalRow> Rows()
    {
        using var journal = new JournalReader(new CampaignFolder(campaign.Folder));
        var seconds = 0.0;
        var rows = new List<JournalRow>();
        foreach (var row in journal.All())
        {
            seconds += row.Event switch { TrainingIntervalFinished it => 2 * (it.ToStep - it.FromStep), SubnetEvaluated => 0.5, _ => 0 };
            rows.Add(row with { Header = row.Header with { UnixMicroseconds = (long)(seconds * 1e6) } });
        }
        return rows;
    }
}
