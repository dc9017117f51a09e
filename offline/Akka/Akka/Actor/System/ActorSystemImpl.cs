using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor.Internal;

internal sealed partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly Stack<Action> _onTermination = new();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimerBasedScheduler _scheduler;
    private readonly Guardians _guardians;
    private Serialization.Serialization _serialization;
    private long _nextTemporaryName;
    private IActorRef _deadLetterListener;

    internal ActorSystemImpl(string name, Config config, ActorSystemSetup setup)
    {
        if (!ValidName().IsMatch(name ?? throw new ArgumentNullException(nameof(name))))
            throw new ArgumentException($"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-')", nameof(name));
        Name = name;
        RootPath = new RootActorPath(new Address("akka", name));
        Settings = new Settings(this, config, setup);
        EventStream = new EventStream(debug: false);
        EventStream.StartStdoutLogger(Settings);
        Log = new BusLogging(EventStream, $"ActorSystem({name})", GetType(), Settings.LogFormatter);
        _scheduler = new TimerBasedScheduler(Log);
        DeadLettersRef = new DeadLettersRef(this, RootPath / "deadLetters");
        Dispatchers = new Dispatchers(Settings);
        _serialization = new Serialization.Serialization(this);
        _guardians = new Guardians(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters => DeadLettersRef;

    public override Dispatchers Dispatchers { get; }

    public override IScheduler Scheduler => _scheduler;

    public override ILoggingAdapter Log { get; }

    public override Serialization.Serialization Serialization => _serialization;

    public override Task WhenTerminated => _terminated.Task;

    public override IInternalActorRef Guardian => _guardians.User;

    public override IInternalActorRef SystemGuardian => _guardians.System;

    public override IInternalActorRef LookupRoot => _guardians.Root;

    internal DeadLettersRef DeadLettersRef { get; }

    internal ActorPath RootPath { get; }

    public override IActorRef ActorOf(Props props, string name = null) => _guardians.User.Cell.MakeChild(props, name);

    public override IActorRef SystemActorOf(Props props, string name = null) => _guardians.System.Cell.MakeChild(props, name);

    public override IActorRef SystemActorOf<TActor>(string name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, LookupRoot);

    public override void Stop(IActorRef actor)
    {
        // A top-level actor is stopped by its parent, so that its name is free when the parent says so.
        var parent = ((IInternalActorRef)actor).Parent;
        if (parent.Equals(Guardian) || parent.Equals(SystemGuardian))
            parent.Tell(new StopChild(actor), ActorRefs.NoSender);
        else
            ((IInternalActorRef)actor).Stop();
    }

    public override void RegisterOnTermination(Action code)
    {
        lock (_onTermination)
        {
            if (WhenTerminated.IsCompleted)
                throw new InvalidOperationException("ActorSystem already terminated.");
            _onTermination.Push(code);
        }
    }

    public override Task Terminate() => Settings.CoordinatedShutdownRunByActorSystemTerminate
        ? CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance)
        : FinalTerminate();

    public override void Abort() => FinalTerminate();

    public override string ToString() => RootPath.Address.ToString();

    internal override Task FinalTerminate()
    {
        if (!Settings.LogDeadLettersDuringShutdown && _deadLetterListener != null)
            Stop(_deadLetterListener);
        Guardian.Stop();
        return WhenTerminated;
    }

    internal void Start()
    {
        try
        {
            _guardians.Start();
            EventStream.StartDefaultLoggers(this);
            LoadExtensions();
            if (Settings.LogDeadLetters > 0)
                _deadLetterListener = SystemActorOf<DeadLetterListener>("deadLetterListener");
            if (Settings.DebugUnhandledMessage)
                EventStream.Subscribe(SystemActorOf<UnhandledMessageForwarder>("UnhandledMessageForwarder"), typeof(UnhandledMessage));
            if (Settings.LogConfigOnStart)
                Log.Info(Settings.ToString());
        }
        catch
        {
            FinalTerminate();
            throw;
        }
    }

    /// <summary>A name for a reference that lives as long as one question.</summary>
    internal ActorPath TemporaryPath() => RootPath / "temp" / $"${Interlocked.Increment(ref _nextTemporaryName)}";

    /// <summary>The configuration was extended: serializers may have been added.</summary>
    internal void Reload()
    {
        if (_serialization != null)
            _serialization = new Serialization.Serialization(this);
    }

    /// <summary>The root guardian is gone.</summary>
    internal void Terminated()
    {
        while (true)
        {
            Action code;
            lock (_onTermination)
            {
                if (!_onTermination.TryPop(out code))
                    break;
            }

            try
            {
                code();
            }
            catch (Exception e)
            {
                Log.Error(e, "A termination callback failed");
            }
        }

        _scheduler.Dispose();
        Dispatchers.Shutdown();
        _terminated.TrySetResult();
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9-]*$")]
    private static partial Regex ValidName();
}
