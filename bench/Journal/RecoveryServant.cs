using System.Diagnostics;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Persistence.Sql;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Durability;

namespace S3Actors.Bench.Journal;

/// <summary>
/// Resumes an interrupted campaign at each line it is told, with the product's actors on its journal, until the first subnet is to be
/// evaluated: everything is recovered and the campaign works again. The first time in a process is the cold one.
/// </summary>
internal sealed class RecoveryServant : IServant
{
    public string Name => "recovery";

    /// <param name="arguments">The campaign's folder.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        var folder = new CampaignFolder(arguments[0]);
        var run = RunOf(folder);
        output.WriteLine("ready");
        while (input.ReadLine() is not null)
        {
            var watch = new RecoveryWatch();
            Resume(folder, run with { Points = watch, Evaluation = watch }, watch).GetAwaiter().GetResult();
            output.WriteLine(new JsonObject { ["recovered"] = watch.Recovered, ["working"] = watch.Working, ["processor"] = watch.Processor,
                ["rows"] = watch.Rows, ["actors"] = watch.Actors, ["peak"] = Process.GetCurrentProcess().PeakWorkingSet64 }.ToJsonString());
        }
    }

    private static CampaignRun RunOf(CampaignFolder folder)
    {
        using var journal = new JournalReader(folder);
        var created = (CampaignCreated)journal.Stream("campaign").First().Event;
        var execution = new ExecutionSettings(folder.Path, 1, 1, 1, "cpu", TimeSpan.FromSeconds(10), 2, 0);
        return new CampaignRun(
            created.Spec, created.DatasetDigest, execution, new NoTraining(), new RecoveryWatch(), TimeProvider.System,
            new Provenance("0.1.0", "a processor", new Dictionary<string, string>()));
    }

    private static async Task Resume(CampaignFolder folder, CampaignRun run, RecoveryWatch watch)
    {
        watch.Begin();
        var system = ActorSystem.Create("s3actors", JournalSettings.For(folder.JournalFile).WithFallback(SqlPersistence.DefaultConfiguration));
        var campaign = CampaignSystem.Start(system, run);
        if (await Task.WhenAny(watch.Begun, campaign.Outcome) == campaign.Outcome)
            throw new InvalidOperationException($"It does not go on: {await campaign.Outcome}.");
        campaign.Pause("measured");
        await campaign.Outcome;
        await system.Terminate();
    }

    /// <summary>Nothing is trained: the supernet in question is.</summary>
    private sealed class NoTraining : ISupernetTrainingFactory
    {
        public long ParameterCount(SearchSpace space) => 0;

        public ISupernetTraining Create(string supernet, int index, SearchSpace space, int steps) => throw new NotSupportedException();

        public ISupernetTrainingFactory Alone(Architecture architecture, TrainingSpec training) => throw new NotSupportedException();
    }

    /// <summary>Counts rows as they are folded, and ends the attempt when an evaluation is asked for.</summary>
    private sealed class RecoveryWatch : ICriticalPoints, ISubnetEvaluationFactory, ISubnetEvaluation
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _start;
        private TimeSpan _used;
        private int _rows;
        private int _actors;

        public int TestImages => 10_000;

        /// <summary>Ends when an evaluation is asked for.</summary>
        public Task Begun => _begun.Task;

        public int Rows => _rows;

        public int Actors => _actors;

        /// <summary>Seconds until the last stream was folded.</summary>
        public double Recovered { get; private set; }

        /// <summary>Seconds until the first evaluation was asked for.</summary>
        public double Working { get; private set; }

        /// <summary>What the process took of the processors until then.</summary>
        public double Processor { get; private set; }

        public void Begin() => (_start, _used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

        public void Reach(string point)
        {
            if (point == CriticalPoints.RowReplayed) Interlocked.Increment(ref _rows);
            if (point != CriticalPoints.Recovered) return;
            lock (this) (Recovered, Processor, _actors) = (Stopwatch.GetElapsedTime(_start).TotalSeconds,
                (Environment.CpuUsage.TotalTime - _used).TotalSeconds, _actors + 1);
        }

        public ISubnetEvaluation Load(TrainedSupernet supernet) => this;

        public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping)
        {
            if (!_begun.Task.IsCompleted) Working = Stopwatch.GetElapsedTime(_start).TotalSeconds;
            _begun.TrySetResult();
            stopping.WaitHandle.WaitOne();
            throw new OperationCanceledException(stopping);
        }

        public void Dispose()
        {
        }
    }
}
