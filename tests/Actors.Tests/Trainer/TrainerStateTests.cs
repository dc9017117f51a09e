using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Models.Training;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Trainer;

public class TrainerStateTests
{
    private const string Name = "iteration-1";
    private static readonly TrainingStarted Started = new(Name, Samples.Space, 20, 1234);

    private static Scenario<TrainerState> Scenario => new(TrainerState.Initial, TrainerState.Evolve);

    private static Func<TrainerState, IReadOnlyList<IEvent>> Do(ITrainerCommand command) => state => TrainerState.Decide(state, command);

    private static CheckpointSaved Saved(int step, string digest = "0123456789abcdef") => new(Name, step, CheckpointFolder.NameOf(Name, step), $"{digest}-{step}", 99);

    /// <summary>Batches of 8 out of 40 images: an epoch is 5 steps.</summary>
    private static TrainerState.ReachCheckpoint Reach(int from, int to, string digest = "0123456789abcdef") => new(Interval(from, to), Saved(to, digest), 8, 40);

    private static IntervalMeans Interval(int from, int to) =>
        Enumerable.Range(from, to - from).Aggregate(IntervalMeans.From(from), (sums, step) => sums.Add(new StepOutcome(step, step, 2 * step, [2 * step, 4 * step], 4 * step, 0.1 * step)));

    [Fact]
    public void A_training_begins_once()
    {
        var begin = Do(new TrainerState.Begin(Name, Samples.Space, 20, 1234));
        Scenario.When(begin).Then(Started).AndAgainNothing(begin);
    }

    [Fact]
    public void A_training_cannot_go_on_with_other_steps() =>
        Assert.Throws<StateException>(() => TrainerState.Decide(Scenario.Given(Started).State, new TrainerState.Begin(Name, Samples.Space, 21, 1234)));

    [Fact]
    public void A_checkpoint_closes_the_interval_and_the_epochs_within_it()
    {
        var reach = Do(Reach(0, 12));
        Scenario.Given(Started).When(reach)
            .Then(
                new TrainingIntervalFinished(Name, 0, 12, 5.5, 11, 16.5, 22, 0.1 * 11),
                new EpochFinished(Name, 1, 5), new EpochFinished(Name, 2, 10), Saved(12))
            .AndAgainNothing(reach)
            .When(Do(Reach(12, 14)))
            .Then(new TrainingIntervalFinished(Name, 12, 14, 12.5, 25, 37.5, 50, 0.1 * 13), Saved(14));
    }

    [Fact]
    public void The_last_checkpoint_finishes_the_training()
    {
        var reach = Do(Reach(0, 20));
        var scenario = Scenario.Given(Started).When(reach).AndAgainNothing(reach);
        Assert.Equal(EventText.Of(new TrainingFinished(Name, 20, Saved(20).File, Saved(20).Sha256)), EventText.Of(scenario.Said[^1]));
        Assert.Equal(4, scenario.Said.OfType<EpochFinished>().Count());
    }

    [Theory]
    [InlineData(7, 40, 3)]
    [InlineData(8, 41, 3)]
    [InlineData(3, 7, 8)]
    [InlineData(50, 7, 142)]
    public void An_epoch_ends_with_the_first_step_that_has_shown_every_image(int batch, int images, int epochs)
    {
        var reach = new TrainerState.ReachCheckpoint(Interval(0, 20), Saved(20), batch, images);
        var ended = TrainerState.Decide(Scenario.Given(Started).State, reach).OfType<EpochFinished>().ToArray();
        Assert.Equal(Enumerable.Range(1, epochs), ended.Select(epoch => epoch.Epoch));
        Assert.All(ended, epoch =>
        {
            Assert.True((long)epoch.Step * batch >= (long)epoch.Epoch * images);
            Assert.True((long)(epoch.Step - 1) * batch < (long)epoch.Epoch * images);
        });
    }

    [Fact]
    public void Steps_done_again_must_give_the_recorded_file()
    {
        var scenario = Scenario.Given(Started, Saved(7), Saved(14)).When(Do(Reach(0, 7))).ThenNothing();
        var other = Assert.Throws<StateException>(() => TrainerState.Decide(scenario.State, Reach(0, 7, "fedcba9876543210")));
        Assert.Contains("Step 7 of iteration-1", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_leaves_a_gap_is_a_bug() =>
        Assert.Throws<StateException>(() => TrainerState.Decide(Scenario.Given(Started, Saved(7)).State, Reach(8, 14)));

    [Theory]
    [InlineData(DivergencePolicy.Stop, 8, DivergencePolicy.Stop)]
    [InlineData(DivergencePolicy.SkipBatch, 1, DivergencePolicy.SkipBatch)]
    [InlineData(DivergencePolicy.LowerRate, 1, DivergencePolicy.LowerRate)]
    [InlineData(DivergencePolicy.LowerRate, 0, DivergencePolicy.Stop)]
    public void Divergence_is_recorded_once_with_what_is_done_about_it(DivergencePolicy policy, int limit, DivergencePolicy action)
    {
        var diverge = Do(new TrainerState.Diverge(3, "the loss is not a number", 0, policy, limit));
        Scenario.Given(Started).When(diverge).Then(new TrainingDiverged(Name, 3, "the loss is not a number", action, 0)).AndAgainNothing(diverge);
    }

    [Fact]
    public void Beyond_the_limit_a_divergence_stops_the_training() => Scenario
        .Given(Started, new TrainingDiverged(Name, 3, "NaN", DivergencePolicy.LowerRate, 0))
        .When(Do(new TrainerState.Diverge(3, "NaN", 1, DivergencePolicy.LowerRate, 1)))
        .Then(new TrainingDiverged(Name, 3, "NaN", DivergencePolicy.Stop, 0));

    [Fact]
    public void After_a_divergence_the_step_is_skipped_or_repeated_at_a_lower_rate_from_the_checkpoint_on()
    {
        var adjustments = new TrainingAdjustments(
        [
            new TrainingDiverged(Name, 9, "NaN", DivergencePolicy.SkipBatch, 7),
            new TrainingDiverged(Name, 16, "NaN", DivergencePolicy.LowerRate, 14),
            new TrainingDiverged(Name, 16, "NaN", DivergencePolicy.LowerRate, 14),
        ]);
        Assert.Equal([9], Enumerable.Range(0, 20).Where(adjustments.Skips));
        Assert.Equal([1, 0.25, 0.25], new[] { 13, 14, 19 }.Select(adjustments.RateFactor));
    }

    [Fact]
    public void A_foreign_event_throws() =>
        Assert.Throws<StateException>(() => TrainerState.Evolve(TrainerState.Initial, new CampaignCompleted(1)));

    [Fact]
    public void A_resume_takes_the_newest_point_and_a_pause_only_where_it_is_ahead()
    {
        var state = Scenario.Given(Started, Saved(7), Saved(14)).State;
        Assert.Equal([14, 7], Steps(state, null));
        Assert.Equal([17, 14, 7], Steps(state, new PauseCheckpoint(Name, 17, "p", "d")));
        Assert.Equal([14, 7], Steps(state, new PauseCheckpoint(Name, 13, "p", "d")));
        Assert.Equal([14, 7], Steps(state, new PauseCheckpoint("final", 17, "p", "d")));

        static IEnumerable<int> Steps(TrainerState state, PauseCheckpoint? pause) =>
            ResumePoints.Of(state, new TrainSupernet(Name, 1, Samples.Space, 20, pause)).Select(point => point.Step);
    }
}
