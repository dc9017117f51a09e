using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Sql;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Cluster;
using S3Actors.Messages.Commands;
using Serilog;
using Serilog.Core;

namespace S3Actors.Coordinator.Hosting;

/// <summary>The actor system of one session.</summary>
public sealed class ActorHost : IAsyncDisposable
{
    private const string Loggers = """
        akka.loggers = ["Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog"]
        akka.logger-startup-timeout = 60s
        akka.stdout-logger-class = "S3Actors.Coordinator.Hosting.EarlyLogger, s3actors"
        """;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);
    private readonly ActorSystem _system;

    /// <param name="journal">What the actors are told of the campaign's journal, which is prepared.</param>
    /// <param name="node">How the session takes part in a cluster, as the one that has the campaign; null where it works alone.</param>
    /// <param name="log">Where the actors' log goes, with every stack trace; a process has one.</param>
    /// <param name="progress">Hears every progress message; from any thread.</param>
    /// <param name="notice">Hears every notice; from the same thread.</param>
    public ActorHost(Config journal, ClusterNode? node, ILogger log, Action<Messages.Commands.Progress> progress, Action<Notice> notice)
    {
        var settings = node is null ? journal
            : NodeSettings.WithDefaults(NodeSettings.For(node.Listen.Host, node.Listen.Port, [NodeSettings.Coordinator], node.Certificates is not null).WithFallback(journal));
        _system = CreateSystem(settings.WithFallback(SqlPersistence.DefaultConfiguration), node, log);
        var listener = _system.ActorOf(Props.Create(() => new Listener(progress, notice)), "progress");
        _system.EventStream.Subscribe(listener, typeof(Messages.Commands.Progress));
        _system.EventStream.Subscribe(listener, typeof(Notice));
    }

    /// <summary>Starts a session.</summary>
    public CampaignSystem Start(CampaignRun run) => CampaignSystem.Start(_system, run.Workers is null ? run : run with
    {
        Training = new SharedTrainingFactory(run.Training, run.Workers, _system, run.Points),
    });

    /// <summary>Forms a cluster, and takes workers from then on.</summary>
    /// <returns>Where workers join it, and who offers their evaluators.</returns>
    public (NodeAddress Address, IActorRef Workers) TakeWorkers(WorkerTerms terms)
    {
        var cluster = Cluster.Get(_system);
        cluster.Join(cluster.SelfAddress);
        return (new NodeAddress(cluster.SelfAddress.Host!, cluster.SelfAddress.Port!.Value), _system.ActorOf(Props.Create(() => new WorkersActor(terms)), WorkersActor.Name));
    }

    /// <summary>An actor system whose actors log to <paramref name="log"/>.</summary>
    /// <exception cref="IOException">A node's address cannot be listened on.</exception>
    public static ActorSystem CreateSystem(Config settings, ClusterNode? node, ILogger log)
    {
        Log.Logger = log; // where Akka.Logger.Serilog looks for it
        var bootstrap = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Loggers).WithFallback(settings));
        try
        {
            return ActorSystem.Create(NodeSettings.SystemName, node?.Setup(bootstrap) ?? ActorSystemSetup.Create(bootstrap));
        }
        catch (Exception e) when (node is not null && e.GetBaseException() is SocketException refused)
        {
            throw new IOException($"--listen {node.Listen}: {refused.Message}", e);
        }
    }

    /// <summary>Stops every actor; gives up waiting after a while, since the journal holds all that matters.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_system.Terminate(), Task.Delay(StopTime));
        Log.Logger = Logger.None;
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(Action<Messages.Commands.Progress> progress, Action<Notice> notice)
        {
            Receive(progress);
            Receive(notice);
        }
    }
}

/// <summary>What Akka says before its loggers have started, or once they have ended: it belongs in the log too, and never on the console.</summary>
public sealed class EarlyLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message) => Serilog.Log.Information("{Message:l}", message.ToString());
}
