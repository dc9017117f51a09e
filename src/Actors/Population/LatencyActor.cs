using Akka.Actor;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Measurement;

namespace S3Actors.Actors.Population;

/// <summary>What a search needs to time architectures.</summary>
/// <param name="Factory">Loads the weights.</param>
/// <param name="Clock">Tells how long a pass took.</param>
/// <param name="Hardware">What passes run on, as the system names it.</param>
/// <param name="WorkerDispatcher">Dispatcher that gives the timing a thread of its own.</param>
/// <param name="Stopping">Cancelled when the session stops.</param>
public sealed record LatencyTiming(ISubnetEvaluationFactory Factory, TimeProvider Clock, string Hardware, string WorkerDispatcher, CancellationToken Stopping)
{
    /// <summary>Most images of a timed pass.</summary>
    public const int Images = 32;

    /// <summary>Timed passes of each architecture.</summary>
    public const int Runs = 7;
}

/// <summary>
/// Times architectures on a thread of its own, while the evaluators of this process have nothing to do: the search waits for it. It answers once, with
/// times or with what went wrong, and lets the weights go.
/// </summary>
public sealed class LatencyActor : ReceiveActor
{
    public LatencyActor(LatencyTiming timing) => Receive<TimeArchitectures>(task =>
    {
        Context.Stop(Self); // once it has answered
        try
        {
            Sender.Tell(new ArchitecturesTimed(task.Generation, Time(task, timing)));
        }
        catch (OperationCanceledException) when (timing.Stopping.IsCancellationRequested)
        {
            // The session is stopping: no answer is expected.
        }
        catch (Exception e)
        {
            Sender.Tell(new WorkFailed($"timing of generation {task.Generation}", e.Message));
        }
    });

    private static IReadOnlyList<double> Time(TimeArchitectures task, LatencyTiming timing)
    {
        using var evaluation = timing.Factory.Load(task.Supernet);
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, task.Images);
        var medians = PassTimes.Medians(
            [.. task.Architectures.Select(Action (it) => () => evaluation.Evaluate([it], set, timing.Stopping))], LatencyTiming.Runs, timing.Clock);
        return [.. medians.Select(it => it.TotalMicroseconds / task.Images)];
    }
}
