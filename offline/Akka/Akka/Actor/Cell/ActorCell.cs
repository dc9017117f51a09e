using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The place of an actor in the system: it outlives the incarnations, and holds mailbox, children, watches and behaviour.
/// All but the children is touched only in the actor's own turn.
/// </summary>
public partial class ActorCell : IUntypedActorContext
{
    /// <summary>The uid of references that name no incarnation.</summary>
    public const int UndefinedUid = 0;

    [ThreadStatic]
    private static ActorCell _current;

    private readonly Stack<Receive> _behaviours = new();
    private ActorBase _actor;
    private ActorTaskScheduler _taskScheduler;

    internal ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        SystemImpl = system;
        Self = self;
        Props = props;
        Dispatcher = dispatcher;
        Parent = parent;
        Mailbox = new Mailbox(this, dispatcher);
        Mailbox.TryEnqueueSystem(new Dispatch.SysMsg.Create());
    }

    /// <summary>The actor that runs on this thread, or null.</summary>
    internal static ActorCell Current
    {
        get => _current;
        set => _current = value;
    }

    public ActorSystem System => SystemImpl;

    public Props Props { get; private set; }

    public MessageDispatcher Dispatcher { get; private set; }

    public IActorRef Self { get; private set; }

    public IActorRef Sender { get; private set; }

    public object CurrentMessage { get; internal set; }

    /// <summary>Counts the messages taken from the mailbox, so that a stash can tell a message stashed twice.</summary>
    public int CurrentEnvelopeId { get; private set; }

    public bool IsTerminated => Mailbox.IsClosed;

    IActorRef IActorContext.Parent => Parent;

    internal ActorSystemImpl SystemImpl { get; }

    internal IInternalActorRef Parent { get; }

    internal Mailbox Mailbox { get; }

    internal ActorBase Actor => _actor;

    /// <summary>True from the end of one incarnation to the start of the next: there is no context in between.</summary>
    internal bool ActorHasBeenCleared { get; private set; }

    internal ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    private Type ActorType => _actor?.GetType() ?? GetType();

    public static IActorRef GetCurrentSelfOrNoSender() => Current?.Self;

    public static IActorRef GetCurrentSenderOrNoSender() => Current?.Sender;

    public void Become(Receive receive)
    {
        if (_behaviours.Count > 0)
            _behaviours.Pop();
        _behaviours.Push(receive);
    }

    public void BecomeStacked(Receive receive) => _behaviours.Push(receive);

    public void UnbecomeStacked()
    {
        if (_behaviours.Count > 1)
            _behaviours.Pop();
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Handled(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Handled(receive));

    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, SystemImpl, Self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, SystemImpl);

    internal void Start() => Mailbox.Start();

    internal void SendMessage(Envelope envelope)
    {
        if (!Mailbox.TryEnqueue(envelope))
            SystemImpl.DeadLettersRef.Take(envelope.Message, envelope.Sender, Self);
    }

    internal void SendSystemMessage(ISystemMessage message)
    {
        if (!Mailbox.TryEnqueueSystem((SystemMessage)message))
            SystemImpl.DeadLettersRef.Take(message, SystemImpl.DeadLetters, Self);
    }

    private static Receive Handled(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private ActorBase NewActor()
    {
        _behaviours.Clear();
        ActorHasBeenCleared = false;
        var actor = Props.NewActor();
        if (actor is IActorStash stashing)
            stashing.Stash = StashFactory.CreateStash(this, stashing);
        if (actor is IInitializable configured)
            configured.Init();
        actor.GivenSupervisorStrategy = Props.SupervisorStrategy;
        return actor;
    }

    /// <summary>Ends an incarnation: it loses its context, and keeps dead letters as its self.</summary>
    private void ClearActor()
    {
        if (_actor is IDisposable disposable)
            Guard(disposable.Dispose);
        _actor?.Clear(SystemImpl.DeadLetters);
        ActorHasBeenCleared = true;
        CurrentMessage = null;
        _behaviours.Clear();
    }

    /// <summary>Runs what must not stop the cell from going on; an exception is logged.</summary>
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Publish(new Error(e, Self.Path.ToString(), ActorType, e.Message));
        }
    }

    private void Publish(LogEvent logEvent) => SystemImpl.EventStream.Publish(logEvent);
}
