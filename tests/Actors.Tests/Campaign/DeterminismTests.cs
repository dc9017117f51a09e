using System.Globalization;
using S3Actors.Messages.Commands;
using S3Actors.Models.Randomness;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

public class DeterminismTests
{
    [Theory]
    [InlineData(2, 5, 3)]
    [InlineData(4, 1, 1)]
    [InlineData(4, 7, 100)]
    public async Task Evaluators_groups_slices_and_delays_change_no_event(int evaluators, int group, int slice)
    {
        using var host = new CampaignHost();
        host.Execution = host.Execution with { Evaluators = evaluators, EvaluationGroup = group, SliceSteps = slice };
        var calls = 0;
        host.Evaluation.BeforeGroup = _ =>
        {
            var wait = new CounterRandom(evaluators, RandomPurpose.Search, group, Interlocked.Increment(ref calls)).NextInt32(4);
            Thread.Sleep(wait);
        };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await Reference.AssertSameAs(host);
    }

    [Fact]
    public async Task Another_culture_and_time_zone_change_no_event()
    {
        var (here, ui) = (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.CurrentCulture);
        try
        {
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            using var host = new CampaignHost();
            Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
            await Reference.AssertSameAs(host);
        }
        finally
        {
            (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.CurrentCulture) = (here, ui);
        }
    }

    [Fact]
    public async Task A_clock_that_runs_backwards_and_jumps_changes_nothing_but_times()
    {
        using var host = new CampaignHost();
        host.Clock.Pace = -3600;
        Assert.Equal(new CampaignOutcome.Paused(), await host.PauseBefore("iteration-2/9"));
        host.Clock.Pace = -3_000_000; // decades before the session before it
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        var times = host.Rows().Select(row => row.Recorded.Header.UnixMicroseconds).ToList();
        Assert.True(times[^1] < times[0]);
        await Reference.AssertSameAs(host);
    }
}
