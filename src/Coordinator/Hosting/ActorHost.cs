using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Sql;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Commands;

namespace S3Actors.Coordinator.Hosting;

/// <summary>The actor system of one session.</summary>
internal sealed class ActorHost : IAsyncDisposable
{
    // What goes wrong inside is told in words to whoever asked; its stack trace is for the log, not for the terminal.
    private const string Loggers = """
        akka.loggers = []
        akka.stdout-loglevel = OFF
        """;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);
    private readonly ActorSystem _system;

    /// <param name="journalFile">The campaign's journal, prepared.</param>
    /// <param name="progress">Hears every progress message; from any thread.</param>
    /// <param name="notice">Hears every notice; from the same thread.</param>
    /// <param name="trouble">Hears every warning and error of the actor system; from the same thread.</param>
    public ActorHost(string journalFile, Action<Messages.Commands.Progress> progress, Action<Notice> notice, Action<LogEvent> trouble)
    {
        var configuration = ConfigurationFactory.ParseString(Loggers).WithFallback(JournalSettings.For(journalFile));
        _system = ActorSystem.Create("s3actors", configuration.WithFallback(SqlPersistence.DefaultConfiguration));
        var listener = _system.ActorOf(Props.Create(() => new Listener(progress, notice, trouble)), "progress");
        _system.EventStream.Subscribe(listener, typeof(Messages.Commands.Progress));
        _system.EventStream.Subscribe(listener, typeof(Notice));
        _system.EventStream.Subscribe(listener, typeof(Warning));
        _system.EventStream.Subscribe(listener, typeof(Error));
    }

    /// <summary>Starts a session.</summary>
    public CampaignSystem Start(CampaignRun run) => CampaignSystem.Start(_system, run);

    /// <summary>Stops every actor; gives up waiting after a while, since the journal holds all that matters.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_system.Terminate(), Task.Delay(StopTime));
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(Action<Messages.Commands.Progress> progress, Action<Notice> notice, Action<LogEvent> trouble)
        {
            Receive(progress);
            Receive(notice);
            Receive(trouble);
        }
    }
}
