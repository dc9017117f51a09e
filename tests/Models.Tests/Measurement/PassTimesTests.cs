using S3Actors.Models.Measurement;

namespace S3Actors.Tests.Models.Measurement;

public sealed class PassTimesTests
{
    [Fact]
    public void Each_pass_has_the_median_of_its_runs_after_one_that_is_not_timed()
    {
        var clock = new HandClock();
        var order = new List<string>();
        var first = new Queue<int>([1000, 5, 90, 7]); // the first run warms up
        Action[] passes = [() => Run("a", first.Dequeue()), () => Run("b", 20)];

        var medians = PassTimes.Medians(passes, 3, clock);

        Assert.Equal([7, 20], medians.Select(it => it.TotalMilliseconds));
        Assert.Equal(["a", "b", "a", "b", "a", "b", "a", "b"], order); // in turns

        void Run(string name, int milliseconds)
        {
            order.Add(name);
            clock.Now += milliseconds;
        }
    }

    [Fact]
    public void No_pass_takes_no_time_and_a_run_is_the_least() =>
        Assert.True(PassTimes.Medians([], 1, new HandClock()).Count == 0 && Assert.Throws<ArgumentOutOfRangeException>(() => PassTimes.Medians([], 0, new HandClock())).ParamName == "runs");

    private sealed class HandClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }
}
