using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>Asks a guardian to stop one of its children.</summary>
internal sealed record StopChild(IActorRef Child);

/// <summary>The three actors at the top: the root, and under it the parents of users' and of system actors.</summary>
internal sealed class Guardians
{
    internal Guardians(ActorSystemImpl system)
    {
        var users = SupervisorStrategyConfigurator.CreateConfigurator(system.Settings.SupervisorStrategyClass).Create();
        Root = new LocalActorRef(system, Props.Create(() => new RootGuardian()), new AboveTheRoot(system), system.RootPath);
        User = Root.Cell.MakeChild(Props.Create(() => new Guardian()).WithSupervisorStrategy(users), "user");
        System = Root.Cell.MakeChild(Props.Create(() => new Guardian()), "system");
    }

    internal LocalActorRef Root { get; }

    internal LocalActorRef User { get; }

    internal LocalActorRef System { get; }

    internal void Start()
    {
        // A Watch sent to the watcher makes it watch.
        Root.SendSystemMessage(new Watch(User, Root));
        Root.SendSystemMessage(new Watch(System, Root));
        Root.Start();
    }

    /// <summary>Parent of a range of actors. What is told to it, other than to stop one, is a mistake.</summary>
    internal sealed class Guardian : ActorBase
    {
        protected override bool Receive(object message)
        {
            if (message is StopChild stop)
                Context.Stop(stop.Child);
            else
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
            return true;
        }

        protected override void PreRestart(Exception reason, object message)
        {
            // The children stay.
        }
    }

    /// <summary>Ends the system in order: users' actors, loggers and system actors, itself. A guardian that fails ends all.</summary>
    internal sealed class RootGuardian : ActorBase
    {
        protected override bool Receive(object message)
        {
            if (message is not Terminated dead)
                return false;
            var system = (ActorSystemImpl)Context.System;
            if (dead.ActorRef.Equals(system.Guardian))
            {
                system.EventStream.StopDefaultLoggers(system);
                Context.Stop(system.SystemGuardian);
            }
            else
            {
                Context.Stop(Self);
            }

            return true;
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
    }

    /// <summary>Parent of the root: learns that all is over.</summary>
    private sealed class AboveTheRoot(ActorSystemImpl system) : MinimalActorRef
    {
        public override ActorPath Path { get; } = system.RootPath / "_Root-guardian-supervisor";

        internal override ActorSystemImpl SystemImpl => system;

        public override void SendSystemMessage(ISystemMessage message)
        {
            if (message is DeathWatchNotification)
                system.Terminated();
            else if (message is Failed failed)
                ((IInternalActorRef)failed.Child).Stop();
        }
    }
}

/// <summary>Logs unhandled messages at debug level (<c>akka.actor.debug.unhandled</c>).</summary>
internal sealed class UnhandledMessageForwarder : ActorBase
{
    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled)
            return false;
        Context.System.EventStream.Publish(new Debug(unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(),
            $"Unhandled message from {unhandled.Sender?.Path.ToString() ?? "NoSender"} : {unhandled.Message}"));
        return true;
    }
}
