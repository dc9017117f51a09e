using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The settings of a system, read once from its configuration over the reference configuration.</summary>
public class Settings
{
    private readonly Config _given;
    private Config _fallback = ConfigurationFactory.Default();

    public Settings(ActorSystem system, Config config) : this(system, config, ActorSystemSetup.Empty)
    {
    }

    /// <exception cref="ConfigurationException">The settings contradict each other, or name types that do not exist.</exception>
    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _given = config;
        Rebuild();

        SupervisorStrategyClass = Config.GetString("akka.actor.guardian-supervisor-strategy");
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout");
        LogLevel = Config.GetString("akka.loglevel");
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel");
        StdoutLogger = Instance<MinimalLogger>(Config.GetString("akka.stdout-logger-class"), () => new StandardOutLogger());
        LogFormatter = Instance<ILogMessageFormatter>(Config.GetString("akka.logger-formatter"), () => DefaultLogMessageFormatter.Instance);
        Loggers = Config.GetStringList("akka.loggers");
        LoggersDispatcher = Config.GetString("akka.loggers-dispatcher");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout");
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogDeadLetters = Config.GetString("akka.log-dead-letters") switch
        {
            "on" or "true" or "yes" => int.MaxValue,
            "off" or "false" or "no" => 0,
            _ => Config.GetInt("akka.log-dead-letters"),
        };
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration = Config.GetTimeSpan("akka.log-dead-letters-suspend-duration");
        DebugLifecycle = Config.GetBoolean("akka.actor.debug.lifecycle");
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");
        CoordinatedShutdownTerminateActorSystem = Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system");
        CoordinatedShutdownRunByActorSystemTerminate = Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate");
        if (CoordinatedShutdownRunByActorSystemTerminate && !CoordinatedShutdownTerminateActorSystem)
            throw new ConfigurationException("akka.coordinated-shutdown.run-by-actor-system-terminate=on and "
                + "akka.coordinated-shutdown.terminate-actor-system=off is not a supported configuration combination.");
    }

    public ActorSystem System { get; private set; }

    public ActorSystemSetup Setup { get; }

    public Config Config { get; private set; }

    public string SupervisorStrategyClass { get; private set; }

    /// <summary>Of an Ask that names no timeout; infinite by default.</summary>
    public TimeSpan AskTimeout { get; private set; }

    public string LogLevel { get; private set; }

    public string StdoutLogLevel { get; private set; }

    public MinimalLogger StdoutLogger { get; }

    public ILogMessageFormatter LogFormatter { get; }

    public IList<string> Loggers { get; private set; }

    public string LoggersDispatcher { get; private set; }

    public TimeSpan LoggerStartTimeout { get; private set; }

    public bool LogConfigOnStart { get; private set; }

    /// <summary>How many dead letters are logged before the pause; 0 for none, the largest int for all.</summary>
    public int LogDeadLetters { get; private set; }

    public bool LogDeadLettersDuringShutdown { get; private set; }

    public TimeSpan LogDeadLettersSuspendDuration { get; }

    public bool DebugLifecycle { get; private set; }

    public bool DebugUnhandledMessage { get; private set; }

    public bool CoordinatedShutdownTerminateActorSystem { get; private set; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; private set; }

    /// <summary>Adds the defaults of an extension behind everything else.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        if (Config.Contains(config))
            return;
        _fallback = config.SafeWithFallback(_fallback);
        Rebuild();
    }

    public override string ToString() => Config.Root.ToString();

    private static T Instance<T>(string typeName, Func<T> standard) where T : class
    {
        if (string.IsNullOrWhiteSpace(typeName) || typeName.StartsWith(typeof(DefaultLogMessageFormatter).FullName!, StringComparison.Ordinal))
            return standard();
        var type = Type.GetType(typeName) ?? throw new ArgumentException($"Could not load type of {typeName} for {typeof(T).Name}.");
        return Activator.CreateInstance(type) as T ?? throw new ArgumentException($"{typeName} must be a {typeof(T).Name}.");
    }

    private void Rebuild()
    {
        Config = _given.SafeWithFallback(_fallback);
        (System as Internal.ActorSystemImpl)?.Reload();
    }
}
