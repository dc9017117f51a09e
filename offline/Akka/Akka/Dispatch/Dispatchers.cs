using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, by their path in the configuration.</summary>
public sealed class Dispatchers
{
    public static readonly string DefaultDispatcherId = "akka.actor.default-dispatcher";

    private readonly ConcurrentDictionary<string, MessageDispatcher> _shared = new();
    private readonly Settings _settings;

    internal Dispatchers(Settings settings) => _settings = settings;

    private Config Config => _settings.Config;

    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    public bool HasDispatcher(string id) => Config.HasPath(id);

    /// <exception cref="ConfigurationException">There is no such section, or its type is not known.</exception>
    public MessageDispatcher Lookup(string dispatcherName) => Lookup(dispatcherName, dispatcherName);

    internal void Shutdown()
    {
        foreach (var dispatcher in _shared.Values)
            dispatcher.Shutdown();
    }

    internal MessageDispatcher For(Props props, ActorPath path)
    {
        try
        {
            return Lookup(props.Dispatcher, path.ToStringWithoutAddress());
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException($"Configuration problem while creating {path} with dispatcher [{props.Dispatcher}]: {e.Message}", e);
        }
    }

    private MessageDispatcher Lookup(string id, string threadName)
    {
        var section = Section(id, depth: 0);
        // A pinned dispatcher belongs to one actor, every other to all that name it.
        return section.GetString("type") == "PinnedDispatcher"
            ? new DedicatedThreadDispatcher(id, section.GetInt("throughput"), threadName, threads: 1, endsWithActor: true)
            : _shared.GetOrAdd(id, _ => Create(id, section));
    }

    private Config Section(string id, int depth)
    {
        if (depth > 20)
            throw new ConfigurationException($"Dispatcher {id} is an alias of itself");
        var value = Config.GetValue(id) ?? throw new ConfigurationException($"Dispatcher {id} not configured.");
        if (value.IsString())
            return Section(value.GetString(), depth + 1);
        return value.IsObject()
            ? Config.GetConfig(id).WithFallback(Config.GetConfig(DefaultDispatcherId))
            : throw new ConfigurationException($"Expected either a dispatcher config or an alias at [{id}] but found [{value}]");
    }

    private static MessageDispatcher Create(string id, Config section)
    {
        var throughput = section.GetInt("throughput");
        return section.GetString("type") switch
        {
            "Dispatcher" when section.GetString("executor") == "fork-join-executor" => ForkJoin(id, throughput, section),
            "Dispatcher" or "TaskDispatcher" => new ThreadPoolDispatcher(id, throughput),
            "ForkJoinDispatcher" => ForkJoin(id, throughput, section),
            var type => throw new ConfigurationException($"Could not resolve dispatcher type {type} for path {id}"),
        };
    }

    private static DedicatedThreadDispatcher ForkJoin(string id, int throughput, Config section)
    {
        var bounds = section.GetConfig("fork-join-executor");
        var byCores = (int)Math.Ceiling(Environment.ProcessorCount * bounds.GetDouble("parallelism-factor"));
        var threads = section.GetInt("dedicated-thread-pool.thread-count",
            Math.Clamp(byCores, bounds.GetInt("parallelism-min"), bounds.GetInt("parallelism-max")));
        return new DedicatedThreadDispatcher(id, throughput, id, threads, endsWithActor: false);
    }
}
