using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Cluster;
using Akka.Persistence.Sql;
using MessagePack;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Cluster;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Bench.Pipeline;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Durability;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Scale;

/// <summary>
/// A coordinator's ledger and register of workers over a real journal; the subnets asked about are the quickstart's. Told
/// <c>WORKERS SUBNETS</c>, it waits until so many workers take part, or evaluates by itself where that is 0; told <c>real WORKERS SUBNETS</c>, the
/// same with a checkpoint of the quickstart's supernet; told <c>steps N</c>, it has a worker do steps that take no time.
/// </summary>
internal sealed class ScaleServant : IServant
{
    private const int SubnetsOfRequest = 10_000;
    private const int MostOfGroup = 16;
    private const int WarmingSubnets = 16; // a worker

    public string Name => "scale";

    /// <summary>What workers and coordinator are.</summary>
    internal static NodeIdentity Node { get; } = new("bench", "bench", NodeIdentity.NoVectors, "bench", null);

    /// <summary>The images' digest that both name.</summary>
    internal static string Digest { get; } = new('d', 64);

    /// <param name="arguments">A folder.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        var configuration = CampaignConfiguration.Read(Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "quickstart.conf"), [], "scale", arguments[0]);
        var file = Path.Combine(arguments[0], "journal.db");
        JournalFile.Prepare(file);
        var system = ActorSystem.Create(NodeSettings.SystemName, NodeSettings.WithDefaults(
                NodeSettings.For("127.0.0.1", 0, [NodeSettings.Coordinator], tls: false).WithFallback(JournalSettings.For(file)))
            .WithFallback(SqlPersistence.DefaultConfiguration));
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
        var terms = new WorkerTerms(Node, new WorkerWelcome(configuration.Spec, Digest, configuration.Data, arguments[0]), false, TimeSpan.FromMinutes(1));
        var register = system.ActorOf(Props.Create(() => new WorkersActor(terms)), WorkersActor.Name);
        output.WriteLine("ready");
        input.ReadLine();
        output.WriteLine(new JsonObject { ["port"] = cluster.SelfAddress.Port }.ToJsonString());
        while (input.ReadLine() is { } line)
        {
            if (line.StartsWith("steps", StringComparison.Ordinal))
            {
                output.WriteLine(Train(system, register, configuration.Spec, int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).ToJsonString());
                continue;
            }
            var isReal = line.StartsWith("real", StringComparison.Ordinal);
            var numbers = line.Split(' ').Skip(isReal ? 1 : 0).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            var supernet = isReal ? Checkpoint(configuration, arguments[0])
                : new TrainedSupernet("final", configuration.Spec.InitialSpace, "final-step1.safetensors", new string('e', 64));
            var answer = Run(system, register, supernet, file, numbers[0], numbers[1], isReal ? WarmingSubnets * numbers[0] : 0).GetAwaiter().GetResult();
            output.WriteLine(answer.ToJsonString());
        }
        system.Terminate().GetAwaiter().GetResult();
    }

    private static async Task<JsonObject> Run(
        ActorSystem system, IActorRef register, TrainedSupernet supernet, string file, int workers, int subnets, int warming)
    {
        if (workers > 0) await register.Ask<WorkersAwaited>(new AwaitWorkers(workers), TimeSpan.FromMinutes(2));
        var all = Draw(supernet.Space, subnets + warming);
        var drawn = all.GetRange(warming, subnets);
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, 1000);
        var settings = new EvaluationSettings(workers > 0 ? 0 : 1, MostOfGroup, 3, CampaignActor.WorkerDispatcher, CancellationToken.None)
        {
            Workers = workers > 0 ? register : null,
        };
        var factory = new FixedCostEvaluation(0);
        var ledger = system.ActorOf(Props.Create(() => new EvaluationLedgerActor("scale/ledger", new EventStamp(TimeProvider.System, "bench"), factory, settings)));
        if (warming > 0) await ledger.Ask<SubnetsMeasured>(Request(0, all.GetRange(0, warming)), Timeout.InfiniteTimeSpan); // loads, and compiles
        var bytes = BytesOf(file);
        var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var (request, done) = (1, 0); done < subnets; request++, done += SubnetsOfRequest)
            await ledger.Ask<SubnetsMeasured>(Request(request, [.. drawn.Skip(done).Take(SubnetsOfRequest)]), Timeout.InfiniteTimeSpan);
        var (seconds, used) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        var group = new EvaluationGroup(1, supernet, set, drawn.Take(MostOfGroup).ToList());
        var answer = new GroupEvaluated(1, factory.Evaluate(group.Architectures, set, CancellationToken.None));
        return new JsonObject
        {
            ["seconds"] = seconds, ["processor"] = used, ["journal_bytes"] = BytesOf(file) - bytes,
            ["peak_bytes"] = Process.GetCurrentProcess().PeakWorkingSet64,
            ["wire_bytes"] = (double)(MessagePackSerializer.Serialize(group).Length + MessagePackSerializer.Serialize(answer).Length) / MostOfGroup,
        };

        MeasureSubnets Request(int number, IReadOnlyList<Architecture> subnets) => new(
            string.Create(CultureInfo.InvariantCulture, $"final/generation-{number}"), 1, "scale/population-final", supernet, set, subnets,
            CampaignPhase.Search, 0);
    }

    /// <summary>The quickstart's first supernet with fresh weights, where workers look for it.</summary>
    private static TrainedSupernet Checkpoint(CampaignConfiguration configuration, string folder)
    {
        const string File = "final-step1.safetensors";
        TorchSetup.Start();
        var spec = configuration.Spec;
        using var training = new SandwichTrainingFactory(spec, CampaignImages.Read(configuration).Splits.Training, new TrainingExecution(1))
            .Create("final", 1, spec.InitialSpace, 1);
        return new TrainedSupernet("final", spec.InitialSpace, File, training.Save(Path.Combine(folder, File), new Dictionary<string, string>()).Sha256);
    }

    /// <summary>Steps that take no time, on a worker.</summary>
    private static JsonObject Train(ActorSystem system, IActorRef register, CampaignSpec spec, int steps)
    {
        register.Ask<WorkersAwaited>(new AwaitWorkers(1), TimeSpan.FromMinutes(2)).GetAwaiter().GetResult();
        var factory = new SharedTrainingFactory(new InstantTraining(spec.Network), register, system, CriticalPoints.None);
        using var training = factory.Create("iteration-1", 1, spec.InitialSpace, steps);
        for (var step = 0; step < steps / 4; step++) training.Step(1); // compiles
        var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var step = 0; step < steps; step++) training.Step(1);
        return new JsonObject { ["seconds"] = clock.Elapsed.TotalSeconds, ["processor"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds };
    }

    /// <summary>Distinct ones.</summary>
    private static List<Architecture> Draw(SearchSpace space, int count)
    {
        var drawn = new HashSet<Architecture>();
        for (var i = 0; drawn.Count < count; i++) drawn.Add(SpaceSampler.Draw(space, new CounterRandom(1, RandomPurpose.Search, 0, i)).ToArchitecture());
        return [.. drawn];
    }

    private static long BytesOf(string file)
    {
        using var connection = JournalFile.Open(file, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
        return (long)command.ExecuteScalar()!;
    }
}

/// <summary>A worker whose evaluations wait for a fixed time, or are real ones. It ends with its input.</summary>
internal sealed class FixedCostServant : IServant
{
    public string Name => "fixed-cost";

    /// <summary>In the place of milliseconds: real evaluations.</summary>
    internal const string Real = "real";

    /// <param name="arguments">The coordinator's port, and milliseconds a subnet or <see cref="Real"/>.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        var fixedCost = arguments[1] == Real ? null : new FixedCostEvaluation(double.Parse(arguments[1], CultureInfo.InvariantCulture));
        var system = ActorSystem.Create(NodeSettings.SystemName, NodeSettings.ForWorker("127.0.0.1", 0, tls: false, NodeSettings.Evaluator));
        Akka.Cluster.Cluster.Get(system).JoinSeedNodes(
            [new Address("akka.tcp", NodeSettings.SystemName, "127.0.0.1", int.Parse(arguments[0], CultureInfo.InvariantCulture))]);
        Func<WorkerWelcome, CheckpointFetch, WorkerPreparation> prepare = (welcome, _) => new WorkerPreparation(
            ScaleServant.Digest, (ISubnetEvaluationFactory?)fixedCost ?? Evaluation(welcome), new WorkerTraining(new InstantTraining(welcome.Spec.Network), new CheckpointCopies("none", "none", 0, (_, _) => { }), "none", "none", CriticalPoints.None));
        var (hello, ended, points) = (new WorkerHello(ScaleServant.Node, 1, Trains: true), new TaskCompletionSource<WorkerEnd>(), CriticalPoints.None);
        Action admitted = () => { };
        system.ActorOf(Props.Create(() => new WorkerActor(hello, prepare, CampaignActor.WorkerDispatcher, admitted, ended, points)), "worker");
        output.WriteLine("ready");
        input.ReadToEnd();
        system.Terminate().Wait(TimeSpan.FromSeconds(5));
    }

    private static SupernetEvaluationFactory Evaluation(WorkerWelcome welcome)
    {
        TorchSetup.Start();
        var images = CampaignImages.Open(welcome.Images, welcome.Spec, 1L << 30);
        return new SupernetEvaluationFactory(welcome.Spec, images.Splits, welcome.CheckpointFolder, ["cpu"], 0);
    }
}
