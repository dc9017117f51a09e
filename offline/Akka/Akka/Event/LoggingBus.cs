using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Event;

/// <summary>A bus by type that also starts and stops the loggers.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private static readonly LogLevel[] Levels = Enum.GetValues<LogLevel>();

    private readonly Lock _gate = new();
    private readonly List<IActorRef> _loggers = [];
    private int _loggersMade;

    /// <summary>Events below this level are not even made.</summary>
    public LogLevel LogLevel { get; private set; }

    public void SetLogLevel(LogLevel logLevel)
    {
        LogLevel = logLevel;
        foreach (var logger in Loggers())
            SubscribeFrom(logLevel, logger);
    }

    /// <summary>Until the configured loggers run, and again when they have stopped.</summary>
    public void StartStdoutLogger(Settings config) => SubscribeFrom(Logging.LogLevelFor(config.StdoutLogLevel), config.StdoutLogger);

    /// <summary>
    /// Starts the loggers of <c>akka.loggers</c>: each is told <see cref="InitializeLogger"/>, answers
    /// <see cref="LoggerInitialized"/>, and from then on gets the log events of the configured level and above.
    /// </summary>
    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        LogLevel = Logging.LogLevelFor(system.Settings.LogLevel);
        var types = system.Settings.Loggers.Select(name => Type.GetType(name)
            ?? throw new ConfigurationException($"Logger specified in config cannot be found: \"{name}\"")).ToArray();
        var starting = types.Select(type => StartLogger(system, type)).ToArray();
        if (!Task.WaitAll(starting, system.Settings.LoggerStartTimeout))
            Publish(new Warning("EventStream", GetType(), "Some loggers did not answer to InitializeLogger in time; they get log events once they do"));
        Unsubscribe(system.Settings.StdoutLogger);
    }

    internal void StopDefaultLoggers(ActorSystemImpl system)
    {
        StartStdoutLogger(system.Settings);
        foreach (var logger in Loggers())
        {
            Unsubscribe(logger);
            ((IInternalActorRef)logger).Stop();
        }
    }

    protected override void Publish(object @event, IActorRef subscriber)
    {
        if (subscriber is LocalActorRef { IsTerminated: true })
            Unsubscribe(subscriber);
        else
            subscriber.Tell(@event);
    }

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    private async Task StartLogger(ActorSystemImpl system, Type type)
    {
        var name = $"log{Interlocked.Increment(ref _loggersMade)}-{Logging.SimpleName(type)}";
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(system.Settings.LoggersDispatcher), name);
        var answer = await logger.Ask(new InitializeLogger(this), Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        if (answer is not LoggerInitialized)
        {
            Publish(new Error(null, name, GetType(), $"Logger {name} did not respond with LoggerInitialized, sent instead {answer.GetType()}"));
            ((IInternalActorRef)logger).Stop();
            return;
        }

        lock (_gate)
            _loggers.Add(logger);
        SubscribeFrom(LogLevel, logger);
    }

    private IActorRef[] Loggers()
    {
        lock (_gate)
            return [.. _loggers];
    }

    private void SubscribeFrom(LogLevel lowest, IActorRef logger)
    {
        foreach (var level in Levels)
        {
            if (level >= lowest)
                Subscribe(logger, level.ClassFor());
            else
                Unsubscribe(logger, level.ClassFor());
        }
    }
}

/// <summary>Told to a logger before all else; it has to answer <see cref="LoggerInitialized"/>.</summary>
public class InitializeLogger : INoSerializationVerificationNeeded
{
    public InitializeLogger(LoggingBus loggingBus) => LoggingBus = loggingBus;

    public LoggingBus LoggingBus { get; private set; }
}

public class LoggerInitialized : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
}
