using Akka.Actor;

namespace Akka.Event;

/// <summary>Who logs: a text and a type.</summary>
public struct LogSource
{
    private LogSource(string source, Type type)
    {
        Source = source;
        Type = type;
    }

    public string Source { get; }

    public Type Type { get; }

    public static LogSource Create(object o) => new(
        o switch
        {
            IActorContext context => context.Self.Path.ToString(),
            IActorRef actor => actor.Path.ToString(),
            string text => text,
            Type type => Logging.SimpleName(type),
            _ => Logging.SimpleName(o),
        },
        SourceType(o));

    public static LogSource Create(object o, ActorSystem system) => o switch
    {
        LogSource source => source,
        IActorContext or IActorRef => Create(o),
        string text => new LogSource(FromString(text, system), SourceType(text)),
        Type type => new LogSource(FromType(type, system), type),
        _ => new LogSource(FromType(o.GetType(), system), SourceType(o)),
    };

    public static LogSource Create(string source, Type t) => new(source, t);

    public static string FromType(Type t, ActorSystem system) => $"{Logging.SimpleName(t)} ({system})";

    public static string FromString(string source, ActorSystem system) => $"{source} ({system})";

    public static Type SourceType(object o) => o switch
    {
        Type type => type,
        IActorContext context => context.Props.Type,
        string => typeof(DummyClassForStringSources),
        _ => o.GetType(),
    };
}

/// <summary>The type of sources that are only a text.</summary>
public class DummyClassForStringSources
{
}
