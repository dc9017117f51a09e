using Akka.Actor;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Trainer;

/// <summary>One training of 20 steps, in slices of two, with a checkpoint every 7.</summary>
public sealed class SupernetTrainerActorSpec : StreamSpec
{
    private const string Stream = "demo/supernet-iteration-1";
    private readonly string _folder = Directory.CreateTempSubdirectory("s3actors-").FullName;
    private readonly SyntheticTrainingFactory _training = new();
    private readonly ListedPoints _points = new();

    private IActorRef Trainer(long minimumFreeBytes = 0)
    {
        var (stamp, folder) = (Stamp with { Points = _points }, new CheckpointFolder(_folder, minimumFreeBytes));
        var settings = new TrainerSettings(1, 2, 2, CampaignActor.WorkerDispatcher);
        return Start(Props.Create(() => new SupernetTrainerActor(Stream, stamp, Samples.Spec, _training, folder, settings)));
    }

    private static TrainSupernet Train(PauseCheckpoint? pause = null) => new("iteration-1", 1, Samples.Space, 20, pause);

    private IEnumerable<string?> Files => Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    /// <summary>Stopped dead before a step.</summary>
    private async Task StoppedBefore(string step)
    {
        var reached = CreateTestProbe();
        using var held = new ManualResetEventSlim();
        _training.BeforeStep = name =>
        {
            if (name != step) return;
            reached.Ref.Tell(name);
            held.Wait();
        };
        var trainer = Trainer();
        trainer.Tell(Train(), TestActor);
        await reached.ExpectMsgAsync(step);
        Watch(trainer);
        Sys.Stop(trainer);
        held.Set();
        await ExpectTerminatedAsync(trainer);
        _training.BeforeStep = _ => { };
    }

    [Fact]
    public async Task A_training_records_its_beginning_its_checkpoints_and_its_end()
    {
        Trainer().Tell(Train(), TestActor);
        var trained = (await ExpectMsgAsync<SupernetTrained>()).Supernet;
        Assert.Equal(("iteration-1", "iteration-1-step20.safetensors"), (trained.Name, trained.CheckpointFile));
        var events = await Events(Stream);
        Assert.IsType<TrainingStarted>(events[0]);
        Assert.Equal([7, 14, 20], events.OfType<CheckpointSaved>().Select(it => it.Step));
        Assert.Equal([(0, 7), (7, 14), (14, 20)], events.OfType<TrainingIntervalFinished>().Select(it => (it.FromStep, it.ToStep)));
        Assert.Equal(trained.CheckpointSha256, Assert.IsType<TrainingFinished>(events[^1]).CheckpointSha256);
        Assert.Equal(trained.CheckpointSha256, DurableFile.Digest(Path.Combine(_folder, trained.CheckpointFile)));
    }

    [Fact]
    public async Task Superseded_files_go_after_the_checkpoint_is_recorded_and_only_the_last_stays()
    {
        File.WriteAllText(Path.Combine(_folder, "iteration-1-step3.safetensors"), "a stray");
        var before = new List<string>();
        _points.OnReach = (point, _) =>
        {
            if (point == CriticalPoints.CheckpointRecorded) before.Add(string.Join(' ', Files));
            if (point == CriticalPoints.CheckpointsTrimmed) Assert.InRange(Files.Count(), 1, 2);
        };
        Trainer().Tell(Train(), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
        Assert.Equal("iteration-1-step14.safetensors iteration-1-step20.safetensors iteration-1-step7.safetensors", before[^1]);
        Assert.Equal(3, _points.Count(CriticalPoints.CheckpointsTrimmed));
        Assert.Equal(["iteration-1-step20.safetensors"], Files);
    }

    [Fact]
    public async Task What_is_trained_is_answered_without_a_step_before_and_after_a_recovery()
    {
        var trainer = Trainer();
        trainer.Tell(Train(), TestActor);
        var trained = await ExpectMsgAsync<SupernetTrained>();
        var events = await Events(Stream);
        trainer.Tell(Train(), TestActor);
        Assert.Equal(trained, await ExpectMsgAsync<SupernetTrained>());
        await Stop(trainer);
        Trainer().Tell(Train(), TestActor);
        Assert.Equal(trained, await ExpectMsgAsync<SupernetTrained>());
        Assert.All(_training.StepsTaken.Values, times => Assert.Equal(1, times));
        await Then(Stream, [.. events]);
    }

    [Fact]
    public async Task A_recovered_training_goes_on_from_its_newest_checkpoint()
    {
        await StoppedBefore("iteration-1/16");
        Trainer().Tell(Train(), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
        Assert.Equal((1, 2), (_training.StepsTaken["iteration-1/13"], _training.StepsTaken["iteration-1/14"]));
        Assert.Equal([7, 14, 20], (await Events(Stream)).OfType<CheckpointSaved>().Select(it => it.Step));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)] // where a checkpoint is due anyway
    [InlineData(10)]
    [InlineData(20)]
    public async Task A_training_that_must_go_on_elsewhere_does_so_after_the_step_in_hand_and_repeats_none(int step)
    {
        var (leaving, trainings) = (false, 0);
        _training.BeforeStep = name => leaving |= name == FormattableString.Invariant($"iteration-1/{step - 1}");
        _training.IsLeaving = () => leaving;
        _training.Creating = _ => (leaving, trainings) = (false, trainings + 1);
        Trainer().Tell(Train(), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
        Assert.Equal(step == 20 ? 1 : 2, trainings); // after the last step nothing is left to go on with
        Assert.Equal(20, _training.StepsTaken.Count);
        Assert.All(_training.StepsTaken.Values, times => Assert.Equal(1, times));
        Assert.Equal([(0, 7), (7, 14), (14, 20)], (await Events(Stream)).OfType<TrainingIntervalFinished>().Select(it => (it.FromStep, it.ToStep)));
        Assert.Equal(["iteration-1-step20.safetensors"], Files);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_told_of_and_the_one_before_it_used()
    {
        await StoppedBefore("iteration-1/16");
        File.WriteAllText(Path.Combine(_folder, "iteration-1-step14.safetensors"), "damaged");
        Trainer().Tell(Train(), TestActor);
        var rejected = await ExpectMsgAsync<CheckpointsRejected>();
        Assert.Equal(("iteration-1", 7, 14), (rejected.Supernet, rejected.ResumedAt, Assert.Single(rejected.Files).Point.Step));
        await ExpectMsgAsync<SupernetTrained>();
        Assert.Equal([7, 14, 20], (await Events(Stream)).OfType<CheckpointSaved>().Select(it => it.Step));
    }

    [Fact]
    public async Task A_pause_ends_the_slice_with_a_checkpoint_of_its_own_that_the_stream_does_not_know()
    {
        var trainer = Trainer();
        var asked = CreateTestProbe();
        _training.BeforeStep = name => { if (name == "iteration-1/9") trainer.Tell(new PauseTraining(), asked); };
        trainer.Tell(Train(), TestActor);
        var pause = (await asked.ExpectMsgAsync<TrainingPaused>()).Checkpoint!;
        _training.BeforeStep = _ => { };
        Assert.Equal((11, "iteration-1-pause-step11.safetensors"), (pause.Step, pause.File)); // slices end at 7, 9, 11
        Assert.Equal([7], (await Events(Stream)).OfType<CheckpointSaved>().Select(it => it.Step));

        trainer.Tell(Train(pause), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
        Assert.All(_training.StepsTaken.Values, times => Assert.Equal(1, times));
        Assert.Equal([(0, 7), (7, 14), (14, 20)], (await Events(Stream)).OfType<TrainingIntervalFinished>().Select(it => (it.FromStep, it.ToStep)));
    }

    [Fact]
    public async Task A_pause_when_nothing_trains_is_answered_at_once()
    {
        Trainer().Tell(new PauseTraining(), TestActor);
        await ExpectMsgAsync(new TrainingPaused(null));
    }

    [Fact]
    public async Task A_request_that_comes_again_while_it_trains_decides_nothing()
    {
        var trainer = Trainer();
        _training.BeforeStep = name => { if (name == "iteration-1/3") trainer.Tell(Train(), TestActor); };
        trainer.Tell(Train(), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
        trainer.Tell(new PauseTraining(), TestActor);
        await ExpectMsgAsync(new TrainingPaused(null)); // and no second answer before it
        Assert.All(_training.StepsTaken.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task A_divergence_ends_the_training_for_good()
    {
        _training.BeforeStep = name => { if (name == "iteration-1/9") throw new TrainingDivergedException(9, "the loss is NaN"); };
        var failed = new WorkFailed("training of iteration-1", "training diverged at step 10: the loss is NaN", IsDecided: true);
        var trainer = Trainer();
        trainer.Tell(Train(), TestActor);
        await ExpectMsgAsync(failed);
        Assert.IsType<TrainingDiverged>((await Events(Stream))[^1]);
        _training.BeforeStep = _ => { };
        await Stop(trainer);
        Trainer().Tell(Train(), TestActor);
        await ExpectMsgAsync(failed);
    }

    [Fact]
    public async Task A_training_that_is_lost_elsewhere_goes_on_from_its_last_checkpoint_to_the_same_weights()
    {
        Trainer().Tell(Train(), TestActor);
        var undisturbed = (await ExpectMsgAsync<SupernetTrained>()).Supernet;
        _training.StepsTaken.Clear();
        var lost = 0;
        _training.BeforeStep = name =>
        {
            if ((name == "iteration-1/3" && lost == 0) || (name == "iteration-1/9" && lost == 1))
                throw new TrainerLostException($"worker {++lost} is lost");
        };
        var (stamp, folder) = (Stamp, new CheckpointFolder(_folder, 0));
        var settings = new TrainerSettings(1, 2, 2, CampaignActor.WorkerDispatcher);
        var trainer = Start(Props.Create(() => new SupernetTrainerActor("other/supernet-iteration-1", stamp, Samples.Spec, _training, folder, settings)));
        trainer.Tell(Train(), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
        Assert.Equal((2, 2, 1), (lost, _training.StepsTaken["iteration-1/8"], _training.StepsTaken["iteration-1/9"]));
        var events = await Events("other/supernet-iteration-1");
        Assert.Equal([(0, 7), (7, 14), (14, 20)], events.OfType<TrainingIntervalFinished>().Select(it => (it.FromStep, it.ToStep)));
        Assert.Equal(undisturbed.CheckpointSha256, Assert.IsType<TrainingFinished>(events[^1]).CheckpointSha256);
        Assert.All(_training.StepsTaken, it => Assert.InRange(it.Value, 1, 2));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_fails_and_may_be_asked_for_again()
    {
        var trainer = Trainer(minimumFreeBytes: long.MaxValue);
        trainer.Tell(Train(), TestActor);
        Assert.StartsWith("iteration-1-step7.safetensors cannot be written: ", (await ExpectMsgAsync<WorkFailed>()).Reason, StringComparison.Ordinal);
        await Stop(trainer);
        Trainer().Tell(Train(), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
    }

    [Fact]
    public async Task A_write_that_fails_stops_it_and_the_next_one_records_the_same_checkpoint()
    {
        await ThenAFailedWriteStops(Trainer(), Stream, Train());
        var trainer = Trainer();
        Watch(trainer);
        await WithJournalWrite(write => write.FailIf(Holds<TrainingIntervalFinished>()), async () =>
        {
            trainer.Tell(Train(), TestActor);
            await ExpectMsgAsync<S3Actors.Actors.Journal.StreamBroken>();
            await ExpectTerminatedAsync(trainer);
        });
        Assert.Equal(["iteration-1-step7.safetensors"], Files); // on the disk, and no event names it
        Trainer().Tell(Train(), TestActor);
        await ExpectMsgAsync<SupernetTrained>();
        Assert.Equal(2, _training.StepsTaken["iteration-1/6"]);
        Assert.Equal([7, 14, 20], (await Events(Stream)).OfType<CheckpointSaved>().Select(it => it.Step));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }
}
