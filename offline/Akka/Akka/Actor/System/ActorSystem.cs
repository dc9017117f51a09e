using System.Diagnostics;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A tree of actors and what they share: configuration, dispatchers, scheduler, event stream, extensions.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private readonly long _created = Stopwatch.GetTimestamp();
    private bool _disposed;

    protected ActorSystem()
    {
    }

    public abstract string Name { get; }

    public abstract Settings Settings { get; }

    public abstract EventStream EventStream { get; }

    public abstract IActorRef DeadLetters { get; }

    public abstract Dispatchers Dispatchers { get; }

    public abstract IScheduler Scheduler { get; }

    public abstract ILoggingAdapter Log { get; }

    public abstract Serialization.Serialization Serialization { get; }

    /// <summary>Done when the last actor is gone and all that was registered for termination has run.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>When the system was made, as time since 1970 (UTC).</summary>
    public TimeSpan StartTime { get; } = DateTime.UtcNow - DateTime.UnixEpoch;

    public TimeSpan Uptime => Stopwatch.GetElapsedTime(_created);

    public static ActorSystem Create(string name) => Create(name, ActorSystemSetup.Empty);

    public static ActorSystem Create(string name, Config config) => Start(name, config, ActorSystemSetup.Empty);

    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, ActorSystemSetup.Create(setup));

    public static ActorSystem Create(string name, ActorSystemSetup setup) =>
        Start(name, setup.Get<BootstrapSetup>().FlatSelect(bootstrap => bootstrap.Config).GetOrElse(ConfigurationFactory.Load()), setup);

    public abstract IActorRef ActorOf(Props props, string name = null);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract ActorSelection ActorSelection(string actorPath);

    public abstract void Stop(IActorRef actor);

    public abstract object RegisterExtension(IExtensionId extension);

    public abstract object GetExtension(IExtensionId extensionId);

    public abstract T GetExtension<T>() where T : class, IExtension;

    public abstract bool HasExtension(Type type);

    public abstract bool HasExtension<T>() where T : class, IExtension;

    public abstract bool TryGetExtension(Type extensionType, out object extension);

    public abstract bool TryGetExtension<T>(out T extension) where T : class, IExtension;

    /// <summary>Runs when all actors are gone; what was registered last runs first.</summary>
    public abstract void RegisterOnTermination(Action code);

    /// <summary>Stops all actors, by default through <see cref="CoordinatedShutdown"/>.</summary>
    public abstract Task Terminate();

    /// <summary>Terminates, and waits until that is done.</summary>
    public void Dispose()
    {
        if (!_disposed)
            Terminate().Wait();
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops all actors without further ado.</summary>
    internal abstract Task FinalTerminate();

    private static ActorSystemImpl Start(string name, Config config, ActorSystemSetup setup)
    {
        var system = new ActorSystemImpl(name, config, setup);
        system.Start();
        return system;
    }
}

/// <summary>What extensions may use of a system besides.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    protected ExtendedActorSystem()
    {
    }

    /// <summary>The parent of all top-level actors.</summary>
    public abstract IInternalActorRef Guardian { get; }

    public abstract IInternalActorRef SystemGuardian { get; }

    public abstract IInternalActorRef LookupRoot { get; }

    /// <summary>Makes an actor under "/system": it ends after all others.</summary>
    public abstract IActorRef SystemActorOf(Props props, string name = null);

    public abstract IActorRef SystemActorOf<TActor>(string name = null) where TActor : ActorBase, new();

    /// <summary>Terminates without the coordinated shutdown.</summary>
    public abstract void Abort();
}
