using Akka.Actor;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;
using static System.FormattableString;

namespace S3Actors.Actors.Trainer;

/// <summary>
/// Trains one supernet in slices of steps, so that a pause is heard between them. At a checkpoint's step the file is written first and
/// then recorded, with everything else that the steps since the last one said, in one write to the journal. A process killed in between
/// leaves a file that no event names: the next session removes it and does the steps again.
/// </summary>
public sealed class SupernetTrainerActor : RecordingActor<TrainerState>
{
    private readonly CampaignSpec _spec;
    private readonly ISupernetTrainingFactory _factory;
    private readonly CheckpointFolder _folder;
    private readonly TrainerSettings _settings;
    private TrainSupernet? _task;
    private IActorRef _worker = ActorRefs.Nobody;
    private IActorRef _requester = ActorRefs.Nobody;
    private IActorRef? _pauser;
    private int _stepsDone;
    private int _workers; // one that is asked to stop keeps its name until it has

    public SupernetTrainerActor(
        string stream, EventStamp stamp, CampaignSpec spec, ISupernetTrainingFactory factory, CheckpointFolder folder, TrainerSettings settings)
        : base(stream, stamp, TrainerState.Initial, TrainerState.Evolve)
    {
        (_spec, _factory, _folder, _settings) = (spec, factory, folder, settings);
        Command<TrainSupernet>(Start);
        Command<TrainingWorker.Prepared>(OnPrepared);
        Command<TrainingWorker.Ran>(OnRan);
        Command<TrainingWorker.RanAway>(OnRanAway);
        Command<TrainingWorker.Written>(OnWritten);
        Command<TrainingWorker.NotWritten>(failed => Fail(Invariant($"{failed.File} cannot be written: {failed.Reason}")));
        Command<PauseTraining>(_ => OnPause());
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private bool Working => _task is not null;

    private void Start(TrainSupernet task)
    {
        if (Working) return;
        (_task, _requester) = (task, Sender);
        var begin = new TrainerState.Begin(task.Supernet, task.Space, task.Steps, _factory.ParameterCount(task.Space));
        Record(TrainerState.Decide(State, begin), () =>
        {
            if (State.Finished is { } finished) _task = task with { Steps = finished.Steps }; // a fork may ask for others than its parent did
            if (State.Diverged is { } diverged) Fail(TrainingAdjustments.InWords(diverged));
            else Prepare();
        });
    }

    private void Prepare()
    {
        var task = _task!;
        var points = ResumePoints.Of(State, task);
        _folder.Keep(task.Supernet, [.. points.Select(point => point.File)]);
        if (_worker.IsNobody())
        {
            var props = Props.Create(() => new TrainingWorker(task, _factory, _folder, Points)).WithDispatcher(_settings.WorkerDispatcher);
            _worker = Context.ActorOf(props, Invariant($"worker-{++_workers}"));
        }
        _worker.Tell(new TrainingWorker.Prepare(points, new TrainingAdjustments(State.Overcome)));
    }

    private void OnPrepared(TrainingWorker.Prepared prepared)
    {
        foreach (var (point, problem) in prepared.Rejected)
            Say(Invariant($"checkpoint {point.File} cannot be used ({problem}): training of {_task!.Supernet} goes on from step {prepared.Step}"));
        if (prepared.Rejected.Count > 0) Context.Parent.Tell(new CheckpointsRejected(_task!.Supernet, prepared.Step, prepared.Rejected));
        GoOn(prepared.Step);
    }

    /// <summary>A step was refused: the training ends, or goes back to its last checkpoint and past the trouble by another way.</summary>
    private void OnRanAway(TrainingWorker.RanAway ranAway)
    {
        var training = _spec.Training;
        var diverge = new TrainerState.Diverge(ranAway.Step, ranAway.Reason, State.Overcome.Count, training.OnDivergence, training.DivergenceLimit);
        Record(TrainerState.Decide(State, diverge), () =>
        {
            if (State.Diverged is { } diverged)
            {
                Fail(TrainingAdjustments.InWords(diverged));
                return;
            }
            Say(TrainingAdjustments.InWords(State.Overcome[^1]));
            Prepare();
        });
    }

    private void GoOn(int step)
    {
        _stepsDone = step;
        if (step == _task!.Steps) Finish();
        else if (_pauser is not null) Pause(null);
        else _worker.Tell(new TrainingWorker.RunUntil(NextStop(step)));
    }

    private int NextStop(int step)
    {
        var checkpoint = (step / _spec.Training.CheckpointEverySteps + 1) * _spec.Training.CheckpointEverySteps;
        return Math.Min(Math.Min(step + _settings.SliceSteps, checkpoint), _task!.Steps);
    }

    private void OnRan(TrainingWorker.Ran ran)
    {
        _stepsDone = ran.Step;
        Report(ran.Step, ran.Last is { } last ? Invariant($"loss {last.LargestLoss:0.000} largest, {last.SmallestLoss:0.000} smallest") : "");
        var (supernet, steps) = (_task!.Supernet, _task.Steps);
        if (ran.Step % _spec.Training.CheckpointEverySteps == 0 || ran.Step == steps)
            _worker.Tell(new TrainingWorker.Write(CheckpointFolder.NameOf(supernet, ran.Step), false));
        else if (_pauser is not null)
            _worker.Tell(new TrainingWorker.Write(CheckpointFolder.PauseNameOf(supernet, ran.Step), true));
        else
            GoOn(ran.Step);
    }

    private void OnWritten(TrainingWorker.Written written)
    {
        var supernet = _task!.Supernet;
        if (written.Pause)
        {
            Pause(new PauseCheckpoint(supernet, written.Step, written.File, written.Checkpoint.Sha256, State.Overcome.Count));
            return;
        }
        var saved = new CheckpointSaved(supernet, written.Step, written.File, written.Checkpoint.Sha256, written.Checkpoint.Bytes);
        var reached = new TrainerState.ReachCheckpoint(written.Interval, saved, _spec.Training.BatchSize, _spec.Data.TrainingImages);
        Record(TrainerState.Decide(State, reached), () =>
        {
            Points.Reach(CriticalPoints.CheckpointRecorded);
            var recent = State.Checkpoints.Where(known => known.Step <= written.Step).TakeLast(_settings.KeptCheckpoints);
            _folder.Keep(supernet, [.. recent.Select(known => known.File)]);
            Points.Reach(CriticalPoints.CheckpointsTrimmed);
            GoOn(written.Step);
        });
    }

    private void OnPause()
    {
        _pauser = Sender;
        if (Working) Report(_stepsDone, "pausing");
        else Pause(null);
    }

    private void Pause(PauseCheckpoint? checkpoint)
    {
        _pauser?.Tell(new TrainingPaused(checkpoint));
        _pauser = null;
        Rest();
    }

    private void Finish()
    {
        var finished = State.Finished ?? throw new StateException($"{PersistenceId} has done its steps without having finished.");
        _folder.Keep(_task!.Supernet, [finished.CheckpointFile]);
        var trained = new SupernetTrained(new TrainedSupernet(_task.Supernet, _task.Space, finished.CheckpointFile, finished.CheckpointSha256));
        Report(_task.Steps, "trained");
        _requester.Tell(trained);
        Pause(null);
    }

    private void Fail(string reason)
    {
        _requester.Tell(new WorkFailed($"training of {_task!.Supernet}", reason));
        Pause(null);
    }

    private void Rest()
    {
        _task = null;
        if (_worker.IsNobody()) return;
        Context.Stop(_worker);
        _worker = ActorRefs.Nobody;
    }

    private static void Say(string text) => Context.System.EventStream.Publish(new Notice(text));

    private void Report(int step, string detail) => Context.System.EventStream.Publish(new Progress(
        CampaignPhase.Train, _settings.Iteration, _task!.Supernet, step, _task.Steps, "step", _spec.Training.BatchSize, detail));
}

/// <summary>How a training is carried out.</summary>
/// <param name="Iteration">For progress: the iteration, 0 for the final supernet.</param>
/// <param name="SliceSteps">Steps between two looks at the mailbox.</param>
/// <param name="KeptCheckpoints">Newest checkpoints that stay while it trains.</param>
/// <param name="WorkerDispatcher">Dispatcher that gives the worker a thread of its own.</param>
public sealed record TrainerSettings(int Iteration, int SliceSteps, int KeptCheckpoints, string WorkerDispatcher);
