using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// A persistent actor whose handlers are declared by type: those of commands in the constructor or inside Become, those
/// of recovery in the constructor.
/// </summary>
public abstract class ReceivePersistentActor : UntypedPersistentActor, IInitializable
{
    private readonly Stack<HandlerList> _declaring = new();
    private readonly HandlerList _recovery = new();
    private HandlerList _commands = new();
    private bool _initialised;

    protected ReceivePersistentActor() => _declaring.Push(_commands);

    private HandlerList DeclaringCommands => _declaring.TryPeek(out var handlers)
        ? handlers
        : throw new InvalidOperationException("You may only call Command-methods when constructing the actor and inside Become().");

    private HandlerList DeclaringRecovery => !_initialised
        ? _recovery
        : throw new InvalidOperationException("You may only call Recover-methods when constructing the actor and inside Become().");

    void IInitializable.Init()
    {
        if (_initialised) return;
        _commands = _declaring.Pop();
        _initialised = true;
    }

    protected sealed override void OnCommand(object message) => Handle(_commands, message);

    protected sealed override void OnRecover(object message) => Handle(_recovery, message);

    protected void Become(Action configure) => base.Become(Declare(configure));

    protected void BecomeStacked(Action configure) => base.BecomeStacked(Declare(configure));

    protected void Recover<T>(Action<T> handler, Predicate<T> shouldHandle = null) => DeclaringRecovery.Add(handler, shouldHandle);

    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) => Recover(handler, shouldHandle);

    protected void Recover(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        DeclaringRecovery.Add(messageType, If(handler, shouldHandle));

    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Recover(messageType, handler, shouldHandle);

    /// <summary>With a handler that says itself whether it took the event.</summary>
    protected void Recover<T>(Func<T, bool> handler) => DeclaringRecovery.Add(typeof(T), message => handler((T)message));

    protected void Recover(Type messageType, Func<object, bool> handler) => DeclaringRecovery.Add(messageType, handler);

    /// <summary>Everything of a recovery that no handler before it takes, <see cref="RecoveryCompleted"/> included.</summary>
    protected void RecoverAny(Action<object> handler) => DeclaringRecovery.Add(handler, null);

    protected void Command<T>(Action<T> handler, Predicate<T> shouldHandle = null) => DeclaringCommands.Add(handler, shouldHandle);

    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => Command(handler, shouldHandle);

    protected void Command(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        DeclaringCommands.Add(messageType, If(handler, shouldHandle));

    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Command(messageType, handler, shouldHandle);

    /// <summary>With a handler that says itself whether it took the command.</summary>
    protected void Command<T>(Func<T, bool> handler) => DeclaringCommands.Add(typeof(T), message => handler((T)message));

    protected void Command(Type messageType, Func<object, bool> handler) => DeclaringCommands.Add(messageType, handler);

    protected void Command(Action<object> handler) => CommandAny(handler);

    protected void CommandAny(Action<object> handler) => DeclaringCommands.Add(handler, null);

    /// <summary>With an asynchronous handler: no other message is handled until its task is done.</summary>
    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) => Command(InTurn(handler), shouldHandle);

    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => Command(shouldHandle, InTurn(handler));

    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Command(messageType, InTurn(handler), shouldHandle);

    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        Command(messageType, shouldHandle, InTurn(handler));

    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAny(InTurn(handler));

    private static Func<object, bool> If(Action<object> handler, Predicate<object> shouldHandle) => message =>
    {
        if (shouldHandle?.Invoke(message) == false) return false;
        handler(message);
        return true;
    };

    private Action<T> InTurn<T>(Func<T, Task> handler) => message => RunTask(() => handler(message));

    private UntypedReceive Declare(Action configure)
    {
        _declaring.Push(new HandlerList());
        configure();
        var handlers = _declaring.Pop();
        return message => Handle(handlers, message);
    }

    private void Handle(HandlerList handlers, object message)
    {
        if (!handlers.TryHandle(message)) Unhandled(message);
    }
}
