using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>
/// An actor whose handlers are declared by type, in the constructor or inside Become. They are tried in the order of
/// their declaration; the first that matches takes the message.
/// </summary>
public abstract class ReceiveActor : UntypedActor, IInitializable
{
    private readonly Stack<HandlerList> _declaring = new();
    private HandlerList _initial = new();

    protected ReceiveActor() => _declaring.Push(_initial);

    void IInitializable.Init()
    {
        if (_declaring.Count > 0)
            _initial = _declaring.Pop();
    }

    protected sealed override void OnReceive(object message) => Handle(_initial, message);

    protected void Become(Action configure) => base.Become(Declare(configure));

    protected void BecomeStacked(Action configure) => base.BecomeStacked(Declare(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Declaring.Add(handler, shouldHandle);

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>With a handler that says itself whether it took the message.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Declaring.Add(typeof(T), message => handler((T)message));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Declaring.Add(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) => Declaring.Add(messageType, handler);

    protected void ReceiveAny(Action<object> handler) => Receive(handler);

    /// <summary>With an asynchronous handler: no other message is handled until its task is done.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) => Receive(InTurn(handler), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => Receive(InTurn(handler), shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Receive(messageType, InTurn(handler), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        Receive(messageType, InTurn(handler), shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(InTurn(handler));

    private HandlerList Declaring => _declaring.TryPeek(out var handlers)
        ? handlers
        : throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");

    private static Action<T> InTurn<T>(Func<T, Task> handler) => message => ActorTaskScheduler.RunTask(() => handler(message));

    private UntypedReceive Declare(Action configure)
    {
        _declaring.Push(new HandlerList());
        configure();
        var handlers = _declaring.Pop();
        return message => Handle(handlers, message);
    }

    private void Handle(HandlerList handlers, object message)
    {
        if (!handlers.TryHandle(message))
            Unhandled(message);
    }
}
