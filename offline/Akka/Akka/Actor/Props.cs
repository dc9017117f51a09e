using System.Linq.Expressions;

namespace Akka.Actor;

/// <summary>The recipe of an actor: its class, constructor arguments, dispatcher and supervision. Immutable.</summary>
public class Props
{
    private Func<ActorBase> _factory; // in place of the constructor call

    protected Props()
    {
    }

    protected Props(Props copy)
    {
        Type = copy.Type;
        Arguments = copy.Arguments;
        Dispatcher = copy.Dispatcher;
        Mailbox = copy.Mailbox;
        StashCapacity = copy.StashCapacity;
        SupervisorStrategy = copy.SupervisorStrategy;
        _factory = copy._factory;
    }

    public Type Type { get; private set; }

    public string TypeName => Type.AssemblyQualifiedName;

    public object[] Arguments { get; private set; } = [];

    public string Dispatcher { get; private set; } = Akka.Dispatch.Dispatchers.DefaultDispatcherId;

    public string Mailbox { get; private set; } = "akka.actor.default-mailbox";

    /// <summary>Overrides the actor's own strategy for its children; null leaves it.</summary>
    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    /// <summary>Largest number of stashed messages; -1 for no limit.</summary>
    internal int StashCapacity { get; private set; } = -1;

    /// <summary>From <c>() => new X(a, b)</c>. The arguments are evaluated now, once for all incarnations; under a cast, each time.</summary>
    /// <exception cref="ArgumentException">The expression is anything but a constructor call.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is UnaryExpression)
            return By(factory.Compile());
        if (factory.Body is not NewExpression { Constructor: not null } construction)
            throw new ArgumentException("The create function must be a 'new T (args)' expression", nameof(factory));
        return Of(construction.Type, construction.Arguments.Select(Evaluate).ToArray(), supervisorStrategy);
    }

    public static Props Create<TActor>(params object[] args) where TActor : ActorBase => Of(typeof(TActor), args, null);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy) where TActor : ActorBase, new() =>
        Of(typeof(TActor), [], supervisorStrategy);

    public static Props Create(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Of(type, args, null);
    }

    public Props WithDispatcher(string dispatcher) => With(props => props.Dispatcher = dispatcher);

    public Props WithMailbox(string mailbox) => With(props => props.Mailbox = mailbox);

    public Props WithStashCapacity(int stashCapacity) => With(props => props.StashCapacity = stashCapacity);

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) =>
        With(props => props.SupervisorStrategy = supervisorStrategy);

    public virtual ActorBase NewActor()
    {
        if (_factory != null)
            return _factory();
        try
        {
            return (ActorBase)Activator.CreateInstance(Type, Arguments);
        }
        catch (Exception e)
        {
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments)})", e);
        }
    }

    protected virtual Props Copy() => new(this);

    /// <summary>With code of its own that makes each incarnation.</summary>
    internal static Props By<TActor>(Func<TActor> factory) where TActor : ActorBase => new() { Type = typeof(TActor), _factory = factory };

    private static Props Of(Type type, object[] args, SupervisorStrategy strategy) =>
        new() { Type = type, Arguments = args ?? [null], SupervisorStrategy = strategy };

    private static object Evaluate(Expression argument) =>
        Expression.Lambda<Func<object>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)();

    private Props With(Action<Props> change)
    {
        var copy = Copy();
        change(copy);
        return copy;
    }
}
