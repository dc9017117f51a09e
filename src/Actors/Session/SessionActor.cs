using Akka.Actor;
using S3Actors.Actors.Journal;

namespace S3Actors.Actors.Session;

/// <summary>Tell me the sessions so far. Answered by <see cref="SessionsKnown"/>.</summary>
public sealed record AskSessions;

/// <summary>The sessions so far.</summary>
public sealed record SessionsKnown(SessionState State);

/// <summary>A command was decided and what it led to is recorded.</summary>
public sealed record SessionRecorded(SessionState State);

/// <summary>The session's beginning is recorded: what else belongs to it may be.</summary>
/// <param name="Session">Takes <see cref="ISessionCommand"/>.</param>
public sealed record SessionOpened(IActorRef Session);

/// <summary>
/// Keeps the record of sessions: answers every <see cref="ISessionCommand"/> but <see cref="SessionState.Reject"/> with
/// <see cref="SessionRecorded"/>.
/// </summary>
public sealed class SessionActor : RecordingActor<SessionState>
{
    public SessionActor(string stream, EventStamp stamp)
        : base(stream, stamp, SessionState.Initial, SessionState.Evolve)
    {
        Command<AskSessions>(_ => Sender.Tell(new SessionsKnown(State)));
        Command<SessionState.Reject>(reject => Record(SessionState.Decide(State, reject), () => { }));
        Command<ISessionCommand>(command =>
        {
            var asker = Sender;
            Record(SessionState.Decide(State, command), () => asker.Tell(new SessionRecorded(State)));
        });
    }
}
