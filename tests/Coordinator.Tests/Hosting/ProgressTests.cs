using S3Actors.Coordinator.Hosting.Progress;
using S3Actors.Messages.Commands;

namespace S3Actors.Tests.Coordinator.Hosting;

/// <summary>Progress as lines: enough to follow, few enough to keep.</summary>
public sealed class ProgressTests
{
    private readonly StringWriter _output = new();
    private readonly ManualClock _clock = new();
    private readonly LineProgress _lines;

    public ProgressTests() => _lines = new LineProgress(_output, _clock, TimeSpan.FromSeconds(10));

    [Fact]
    public void A_phase_says_its_beginning_its_end_and_a_line_each_interval()
    {
        for (var step = 0; step <= 100; step++)
        {
            _lines.Hear(Training(step));
            _clock.Advance(TimeSpan.FromSeconds(0.25)); // 25 seconds in all
        }
        _lines.Hear(Training(100));
        Assert.Equal(["step 0 of 100", "step 40 of 100", "step 80 of 100", "step 100 of 100"], Steps());
    }

    [Fact]
    public void A_line_has_its_date_its_time_and_the_zone()
    {
        _lines.Hear(Training(0));
        Assert.Matches(@"^19(69|70)-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d iteration-1: train: step 0 of 100$", Assert.Single(Lines()));
    }

    [Fact]
    public void The_pace_is_in_images_a_second_with_the_time_left()
    {
        for (var step = 0; step <= 50; step++)
        {
            _lines.Hear(Training(step));
            _clock.Advance(TimeSpan.FromSeconds(0.5)); // 2 steps of 32 images a second
        }
        Assert.Contains("iteration-1: train: step 40 of 100, 64 images/s, 30 s left", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_search_is_silent_unless_it_takes_long()
    {
        _lines.Hear(new(CampaignPhase.Search, 0, "final", 0, 5, "generation", 0, ""));
        _lines.Hear(new(CampaignPhase.Measure, 0, "final/generation-1", 0, 16, "subnet", 500, ""));
        _lines.Hear(new(CampaignPhase.Measure, 0, "final/generation-1", 16, 16, "subnet", 500, ""));
        Assert.Single(Lines());
        _clock.Advance(TimeSpan.FromSeconds(11));
        _lines.Hear(new(CampaignPhase.Measure, 0, "final/generation-2", 8, 16, "subnet", 500, ""));
        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public void A_rate_forgets_what_is_long_ago()
    {
        var rate = new RateMeter(_clock, TimeSpan.FromSeconds(10));
        Assert.Equal(0, rate.PerSecond);
        rate.Add(0);
        for (var second = 1; second <= 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            rate.Add(second <= 30 ? 100 * second : 3000 + second - 30);
        }
        Assert.Equal(1, rate.PerSecond, 6);
        Assert.Equal(TimeSpan.FromSeconds(45), rate.Left(45));
    }

    private static Messages.Commands.Progress Training(int step) => new(CampaignPhase.Train, 1, "iteration-1", step, 100, "step", 32, "");

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string> Steps() => Lines().Select(line => line[(line.IndexOf("train: ", StringComparison.Ordinal) + 7)..].Split(',')[0]);

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
