using Akka.Actor;

namespace Akka.Event;

/// <summary>Passes what is published to those who subscribed to a class of it, to each at most once.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly Lock _gate = new();
    private (TSubscriber Subscriber, TClassifier Classifier)[] _subscriptions = [];

    protected EventBus()
    {
    }

    /// <summary>False if the subscriber gets these events already.</summary>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_gate)
        {
            if (_subscriptions.Any(each => Equals(each.Subscriber, subscriber) && IsSubClassification(each.Classifier, classifier)))
                return false;
            _subscriptions = [.. _subscriptions, (subscriber, classifier)];
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber) => Remove((each, _) => Equals(each, subscriber));

    /// <summary>Ends the subscriptions to that class and to what belongs to it.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) =>
        Remove((each, its) => Equals(each, subscriber) && IsSubClassification(classifier, its));

    public virtual void Publish(TEvent @event)
    {
        var told = new HashSet<TSubscriber>();
        foreach (var (subscriber, classifier) in Volatile.Read(ref _subscriptions))
        {
            if (Classify(@event, classifier) && told.Add(subscriber))
                Publish(@event, subscriber);
        }
    }

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    /// <summary>Whether the event belongs to the class.</summary>
    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    private bool Remove(Func<TSubscriber, TClassifier, bool> goes)
    {
        lock (_gate)
        {
            var rest = _subscriptions.Where(each => !goes(each.Subscriber, each.Classifier)).ToArray();
            var removed = rest.Length < _subscriptions.Length;
            _subscriptions = rest;
            return removed;
        }
    }
}

public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>
{
    protected ActorEventBus()
    {
    }
}
