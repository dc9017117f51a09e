using Akka.Actor;
using Akka.Event;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;
using static System.FormattableString;

namespace S3Actors.Actors.Trainer;

/// <summary>
/// Trains one supernet in slices of steps, so that a pause is heard between them. At a checkpoint's step the file is written first and
/// then recorded, with everything else that the steps since the last one said, in one write to the journal. A process killed in between
/// leaves a file that no event names: the next session removes it and does the steps again. Each phase of a training is a behaviour, and waits for
/// one answer of the worker.
/// </summary>
public sealed class SupernetTrainerActor : RecordingActor<TrainerState>
{
    private readonly CampaignSpec _spec;
    private readonly ISupernetTrainingFactory _factory;
    private readonly CheckpointFolder _folder;
    private readonly TrainerSettings _settings;
    private IActorRef? _pauser;
    private int _stepsDone;
    private int _workers; // a stopping worker keeps its name until it has stopped, so each gets a new one

    /// <summary>What is being trained, for whom, and by whom.</summary>
    private sealed record Work(TrainSupernet Task, IActorRef Requester, IActorRef Worker)
    {
        /// <summary>What a trainer that leaves has left; null where none has.</summary>
        public PauseCheckpoint? HandedOver { get; init; }
    }

    public SupernetTrainerActor(
        string stream, EventStamp stamp, CampaignSpec spec, ISupernetTrainingFactory factory, CheckpointFolder folder, TrainerSettings settings)
        : base(stream, stamp, TrainerState.Initial, TrainerState.Evolve)
    {
        (_spec, _factory, _folder, _settings) = (spec, factory, folder, settings);
        Idle();
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    /// <summary>Nothing is in training.</summary>
    private void Idle()
    {
        Command<TrainSupernet>(Start);
        Command<ShowSupernet>(show =>
        {
            var started = State.Started ?? throw new StateException($"{PersistenceId} never began: there is no supernet to show.");
            Start(new TrainSupernet(show.Supernet, show.Index, started.Space, started.Steps, show.Pause) { Inherits = show.Inherits, Origin = show.Origin });
        });
        Command<PauseTraining>(_ => Sender.Tell(new TrainingPaused(null)));
    }

    /// <summary>The worker looks for the checkpoint to go on from.</summary>
    private void Preparing(Work work)
    {
        Command<TrainingWorker.Prepared>(prepared => OnPrepared(work, prepared));
        Command<TrainingWorker.OriginMissing>(_ =>
        {
            work.Requester.Tell(new OriginNeeded(work.Task.Supernet));
            Rest(work, null);
        });
        HearLoss(work);
        HearPause(work);
    }

    /// <summary>The worker does a slice of steps.</summary>
    private void Running(Work work)
    {
        Command<TrainingWorker.Ran>(ran => OnRan(work, ran));
        Command<TrainingWorker.Diverged>(refused => OnDiverged(work, refused));
        HearLoss(work);
        HearPause(work);
    }

    /// <summary>The worker writes a checkpoint.</summary>
    private void Writing(Work work)
    {
        Command<TrainingWorker.Written>(written => OnWritten(work, written));
        Command<TrainingWorker.NotWritten>(failed => Fail(work, new WorkFailed(SubjectOf(work.Task), Invariant($"{failed.File} cannot be written: {failed.Reason}"))));
        HearLoss(work);
        HearPause(work);
    }

    /// <summary>A checkpoint is recorded, and the worker removes those that it supersedes.</summary>
    private void Trimming(Work work, int step)
    {
        Command<TrainingWorker.Trimmed>(_ =>
        {
            Points.Reach(CriticalPoints.CheckpointsTrimmed);
            GoOn(work, step);
        });
        HearPause(work);
    }

    /// <summary>All steps are done, and the worker removes every file but the last.</summary>
    private void Finishing(Work work, TrainingFinished finished)
    {
        Command<TrainingWorker.Trimmed>(_ => Finish(work, finished));
        HearPause(work);
    }

    /// <summary>A training elsewhere is lost: it goes on from the last checkpoint, wherever it can now.</summary>
    private void HearLoss(Work work) => Command<TrainingWorker.Lost>(lost =>
    {
        Say($"{SubjectOf(work.Task)}: {lost.Reason}; it goes on from its last checkpoint");
        Prepare(work);
    });

    /// <summary>While something is in training, a pause waits for the end of the slice.</summary>
    private void HearPause(Work work) => Command<PauseTraining>(_ =>
    {
        _pauser = Sender;
        Report(work.Task, _stepsDone, "pausing");
    });

    private void Start(TrainSupernet task)
    {
        var requester = Sender;
        var begin = new TrainerState.Begin(task.Supernet, task.Space, task.Steps, _factory.ParameterCount(task.Space));
        Record(TrainerState.Decide(State, begin), () =>
        {
            if (State.Diverged is { } diverged)
            {
                requester.Tell(Diverged(task, diverged));
                return;
            }
            var asked = State.Finished is { } finished ? task with { Steps = finished.Steps } : task; // a fork may ask for others than its parent did
            var props = Props.Create(() => new TrainingWorker(asked, _factory, _folder, Points)).WithDispatcher(_settings.WorkerDispatcher);
            Prepare(new Work(asked, requester, Context.ActorOf(props, Invariant($"worker-{++_workers}"))));
        });
    }

    private void Prepare(Work work)
    {
        work.Worker.Tell(new TrainingWorker.Prepare(ResumePoints.Of(State, work.Task, work.HandedOver), new TrainingAdjustments(State.Overcome)));
        Become(() => Preparing(work));
    }

    private void OnPrepared(Work work, TrainingWorker.Prepared prepared)
    {
        var supernet = work.Task.Supernet;
        foreach (var (point, problem) in prepared.Rejected)
            Say(Invariant($"checkpoint {point.File} cannot be used ({problem}): training of {supernet} goes on from step {prepared.Step}"));
        if (prepared.Rejected.Count > 0) Context.Parent.Tell(new CheckpointsRejected(supernet, prepared.Step, prepared.Rejected));
        GoOn(work, prepared.Step);
    }

    /// <summary>A step was refused: the training ends, or goes back to its last checkpoint and past the trouble by another way.</summary>
    private void OnDiverged(Work work, TrainingWorker.Diverged refused)
    {
        var training = _spec.Training;
        var diverge = new TrainerState.Diverge(refused.Step, refused.Reason, State.Overcome.Count, training.OnDivergence, training.DivergenceLimit);
        Record(TrainerState.Decide(State, diverge), () =>
        {
            if (State.Diverged is { } diverged)
            {
                Fail(work, Diverged(work.Task, diverged));
                return;
            }
            Say(TrainingAdjustments.InWords(State.Overcome[^1]));
            Prepare(work);
        });
    }

    private void GoOn(Work work, int step)
    {
        _stepsDone = step;
        if (step == work.Task.Steps)
        {
            var finished = State.Finished ?? throw new StateException($"{PersistenceId} has done its steps without having finished.");
            work.Worker.Tell(new TrainingWorker.Trim([finished.CheckpointFile]));
            Become(() => Finishing(work, finished));
        }
        else if (_pauser is not null)
        {
            Rest(work, null);
        }
        else
        {
            RunOn(work, step);
            Become(() => Running(work));
        }
    }

    /// <summary>One more slice: to the next checkpoint at most.</summary>
    private void RunOn(Work work, int step)
    {
        var checkpoint = (step / _spec.Training.CheckpointEverySteps + 1) * _spec.Training.CheckpointEverySteps;
        work.Worker.Tell(new TrainingWorker.RunUntil(Math.Min(Math.Min(step + _settings.SliceSteps, checkpoint), work.Task.Steps)));
    }

    private void OnRan(Work work, TrainingWorker.Ran ran)
    {
        var isAhead = ran.Step > _stepsDone;
        _stepsDone = ran.Step;
        Report(work.Task, ran.Step, ran.Last is { } last ? Invariant($"loss {last.LargestLoss:0.000} largest, {last.SmallestLoss:0.000} smallest") : "", ran.Last, ran.Pace);
        var (supernet, steps) = (work.Task.Supernet, work.Task.Steps);
        if (ran.IsLeaving) Say(Invariant($"{SubjectOf(work.Task)}: the trainer leaves after step {ran.Step}, and it goes on from there"));
        if (ran.IsLeaving && !isAhead && _pauser is null)
            Prepare(work);
        else if (isAhead && (ran.Step % _spec.Training.CheckpointEverySteps == 0 || ran.Step == steps))
            Write(work, new TrainingWorker.Write(CheckpointFolder.NameOf(supernet, ran.Step), false));
        else if (_pauser is not null || ran.IsLeaving)
            Write(work, new TrainingWorker.Write(CheckpointFolder.PauseNameOf(supernet, ran.Step), true));
        else
            RunOn(work, ran.Step);
    }

    private void Write(Work work, TrainingWorker.Write write)
    {
        work.Worker.Tell(write);
        Become(() => Writing(work));
    }

    private void OnWritten(Work work, TrainingWorker.Written written)
    {
        var supernet = work.Task.Supernet;
        if (written.Pause)
        {
            var checkpoint = new PauseCheckpoint(supernet, written.Step, written.File, written.Checkpoint.Sha256, State.Overcome.Count);
            if (_pauser is null) Prepare(work with { HandedOver = checkpoint });
            else Rest(work, checkpoint);
            return;
        }
        var saved = new CheckpointSaved(supernet, written.Step, written.File, written.Checkpoint.Sha256, written.Checkpoint.Bytes);
        var reached = new TrainerState.ReachCheckpoint(written.Interval, saved, _spec.Training.BatchSize, _spec.Data.TrainingImages);
        Record(TrainerState.Decide(State, reached), () =>
        {
            Points.Reach(CriticalPoints.CheckpointRecorded);
            var recent = State.Checkpoints.Where(known => known.Step <= written.Step).TakeLast(_settings.KeptCheckpoints);
            work.Worker.Tell(new TrainingWorker.Trim([.. recent.Select(known => known.File)]));
            Become(() => Trimming(work, written.Step));
        });
    }

    private void Finish(Work work, TrainingFinished finished)
    {
        var task = work.Task;
        Report(task, task.Steps, "trained");
        work.Requester.Tell(new SupernetTrained(new TrainedSupernet(task.Supernet, task.Space, finished.CheckpointFile, finished.CheckpointSha256)));
        Rest(work, null);
    }

    private void Fail(Work work, WorkFailed failed)
    {
        work.Requester.Tell(failed);
        Rest(work, null);
    }

    /// <summary>The worker is let go, and whoever asked for a pause hears of it.</summary>
    private void Rest(Work work, PauseCheckpoint? checkpoint)
    {
        _pauser?.Tell(new TrainingPaused(checkpoint));
        _pauser = null;
        Context.Stop(work.Worker);
        Become(Idle);
    }

    private static WorkFailed Diverged(TrainSupernet task, TrainingDiverged diverged) => new(SubjectOf(task), TrainingAdjustments.InWords(diverged), IsDecided: true);

    private static string SubjectOf(TrainSupernet task) => $"training of {task.Supernet}";

    private void Say(string text)
    {
        Log.Warning("{0}", text);
        Context.System.EventStream.Publish(new Notice(text));
    }

    private void Report(TrainSupernet task, int step, string detail, StepOutcome? last = null, TrainingWorker.TrainingPace? pace = null) => Context.System.EventStream.Publish(new Progress(
        CampaignPhase.Train, _settings.Iteration, task.Supernet, step, task.Steps, "step", _spec.Training.BatchSize, detail) { Step = last is null ? null : FiguresOf(last, pace) });

    private static StepFigures FiguresOf(StepOutcome step, TrainingWorker.TrainingPace? pace) =>
        new(step.LargestLoss, step.RandomLosses.DefaultIfEmpty(double.NaN).Average(), step.SmallestLoss, step.GradientNorm, step.LearningRate)
        {
            WaitShare = pace?.Work.WaitSeconds / pace?.Work.Seconds, MacsPerSecond = pace?.Work.Macs / pace?.Work.Seconds,
            PeakShare = pace?.Work.Macs / pace?.Work.Seconds / pace?.PeakMacsPerSecond is { } share and <= 1 ? share : null, // above 1, the peak was measured beside other work
        };
}

/// <summary>How a training is carried out.</summary>
/// <param name="Iteration">For progress: the iteration, 0 for the final supernet.</param>
/// <param name="SliceSteps">Steps between two looks at the mailbox.</param>
/// <param name="KeptCheckpoints">Newest checkpoints that stay while it trains.</param>
/// <param name="WorkerDispatcher">Dispatcher that gives the worker a thread of its own.</param>
public sealed record TrainerSettings(int Iteration, int SliceSteps, int KeptCheckpoints, string WorkerDispatcher);
