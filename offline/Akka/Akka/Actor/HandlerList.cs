namespace Akka.Actor;

/// <summary>An actor that has to be told when its constructor is done.</summary>
internal interface IInitializable
{
    void Init();
}

/// <summary>Handlers by message type, in order. One for everything must be the last.</summary>
internal sealed class HandlerList
{
    private readonly List<(Type Type, Func<object, bool> Handler)> _handlers = [];
    private bool _matchesAll;

    internal void Add<T>(Action<T> handler, Predicate<T> shouldHandle) =>
        Add(typeof(T), message => handler((T)message), shouldHandle is null ? null : message => shouldHandle((T)message));

    internal void Add(Type type, Action<object> handler, Predicate<object> shouldHandle)
    {
        Add(type, message =>
        {
            if (shouldHandle?.Invoke(message) == false)
                return false;
            handler(message);
            return true;
        });
        _matchesAll |= type == typeof(object) && shouldHandle is null;
    }

    /// <summary>With a handler that says itself whether it took the message.</summary>
    internal void Add(Type type, Func<object, bool> handler)
    {
        if (_matchesAll)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _handlers.Add((type, handler));
    }

    internal bool TryHandle(object message)
    {
        foreach (var (type, handler) in _handlers)
        {
            if (type.IsInstanceOfType(message) && handler(message))
                return true;
        }

        return false;
    }
}
