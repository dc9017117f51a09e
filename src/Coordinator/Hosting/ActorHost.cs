using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Sql;
using S3Actors.Actors.Campaign;
using S3Actors.Messages.Commands;
using Serilog;
using Serilog.Core;

namespace S3Actors.Coordinator.Hosting;

/// <summary>The actor system of one session.</summary>
internal sealed class ActorHost : IAsyncDisposable
{
    private const string Loggers = """
        akka.loggers = ["Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog"]
        akka.logger-startup-timeout = 60s
        akka.stdout-logger-class = "S3Actors.Coordinator.Hosting.EarlyLogger, s3actors"
        """;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);
    private readonly ActorSystem _system;

    /// <param name="journal">What the actors are told of the campaign's journal, which is prepared.</param>
    /// <param name="log">Where the actors' log goes, with every stack trace; a process has one.</param>
    /// <param name="progress">Hears every progress message; from any thread.</param>
    /// <param name="notice">Hears every notice; from the same thread.</param>
    public ActorHost(Config journal, ILogger log, Action<Messages.Commands.Progress> progress, Action<Notice> notice)
    {
        Log.Logger = log; // where Akka.Logger.Serilog looks for it
        var configuration = ConfigurationFactory.ParseString(Loggers).WithFallback(journal);
        _system = ActorSystem.Create("s3actors", configuration.WithFallback(SqlPersistence.DefaultConfiguration));
        var listener = _system.ActorOf(Props.Create(() => new Listener(progress, notice)), "progress");
        _system.EventStream.Subscribe(listener, typeof(Messages.Commands.Progress));
        _system.EventStream.Subscribe(listener, typeof(Notice));
    }

    /// <summary>Starts a session.</summary>
    public CampaignSystem Start(CampaignRun run) => CampaignSystem.Start(_system, run);

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
