using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>The journals and snapshot stores of an actor system, each made when it is first asked for.</summary>
public class PersistenceExtension : IExtension
{
    private const string JournalFallback = "akka.persistence.journal-plugin-fallback";
    private const string SnapshotStoreFallback = "akka.persistence.snapshot-store-plugin-fallback";
    private readonly ExtendedActorSystem _system;
    private readonly Config _config;
    private readonly ConcurrentDictionary<string, Lazy<Plugin>> _plugins = new();
    private readonly Lazy<IActorRef> _recoveryPermitter;
    private readonly Lazy<IStashOverflowStrategy> _overflow;

    public PersistenceExtension(ExtendedActorSystem system)
    {
        _system = system;
        _system.Settings.InjectTopLevelFallback(Persistence.DefaultConfig());
        _config = _system.Settings.Config.GetConfig("akka.persistence");
        _recoveryPermitter = new Lazy<IActorRef>(() => _system.SystemActorOf(
            Props.Create(() => new RecoveryPermitter(_config.GetInt("max-concurrent-recoveries", 0))), "recoveryPermitter"));
        _overflow = new Lazy<IStashOverflowStrategy>(() =>
        {
            var configurator = Type.GetType(_config.GetString("internal-stash-overflow-strategy"), throwOnError: true);
            return ((IStashOverflowStrategyConfigurator)Activator.CreateInstance(configurator)).Create(_system.Settings.Config);
        });
    }

    public IStashOverflowStrategy DefaultInternalStashOverflowStrategy => _overflow.Value;

    internal IActorRef RecoveryPermitter => _recoveryPermitter.Value;

    /// <summary>A persistence id made of an actor's path.</summary>
    public string PersistenceId(IActorRef actor) => actor.Path.ToStringWithoutAddress();

    /// <summary>The journal whose section has this path; the configured one for null or empty.</summary>
    /// <exception cref="ArgumentException">There is no such section, or it names no class.</exception>
    public IActorRef JournalFor(string journalPluginId) => JournalPlugin(journalPluginId).Ref;

    /// <summary>The snapshot store whose section has this path; the configured one for null or empty.</summary>
    /// <exception cref="ArgumentException">There is no such section, or it names no class.</exception>
    public IActorRef SnapshotStoreFor(string snapshotPluginId)
    {
        var path = NonEmpty(snapshotPluginId) ?? NonEmpty(_config.GetString("snapshot-store.plugin")) ?? "akka.persistence.no-snapshot-store";
        return PluginAt(path, SnapshotStoreFallback).Ref;
    }

    internal Config JournalConfigFor(string journalPluginId) => JournalPlugin(journalPluginId).Config;

    /// <summary>The section of the plugin that runs as this actor. Asked by plugins while they are made.</summary>
    private Config Section(IActorRef plugin, string fallback)
    {
        var path = plugin.Path.Name;
        return _system.Settings.Config.GetConfig(path).WithFallback(_system.Settings.Config.GetConfig(fallback));
    }

    internal Config JournalSection(IActorRef journal) => Section(journal, JournalFallback);

    internal Config SnapshotStoreSection(IActorRef store) => Section(store, SnapshotStoreFallback);

    private static string NonEmpty(string text) => string.IsNullOrEmpty(text) ? null : text;

    private Plugin JournalPlugin(string journalPluginId)
    {
        var path = NonEmpty(journalPluginId) ?? NonEmpty(_config.GetString("journal.plugin"))
            ?? throw new NullReferenceException("Default journal plugin is not configured");
        return PluginAt(path, JournalFallback);
    }

    private Plugin PluginAt(string path, string fallback) =>
        _plugins.GetOrAdd(path, p => new Lazy<Plugin>(() => Start(p, fallback))).Value;

    private Plugin Start(string path, string fallback)
    {
        if (!_system.Settings.Config.HasPath(path))
            throw new ArgumentException($"Persistence config is missing plugin config path for: {path}");
        var config = _system.Settings.Config.GetConfig(path).WithFallback(_system.Settings.Config.GetConfig(fallback));
        var className = NonEmpty(config.GetString("class"))
            ?? throw new ArgumentException($"Plugin class name must be defined in config property [{path}.class]");
        var type = Type.GetType(className, throwOnError: true);
        object[] arguments = type.GetConstructor([typeof(Config)]) is null ? [] : [config];
        var props = Props.Create(type, arguments).WithDispatcher(config.GetString("plugin-dispatcher"));
        return new Plugin(_system.SystemActorOf(props, path), config);
    }

    private sealed record Plugin(IActorRef Ref, Config Config);
}
