using Akka.Actor;

namespace Akka.Event;

/// <summary>Passes what is published to those who subscribed to a class of it, to each at most once.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly Lock _gate = new();
    private Subscription[] _subscriptions = [];

    protected EventBus()
    {
    }

    /// <summary>False if the subscriber has subscribed to that very class already.</summary>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_gate)
        {
            if (_subscriptions.Any(each => Equals(each.Subscriber, subscriber) && Equals(each.Classifier, classifier)))
                return false;
            _subscriptions = [.. _subscriptions, new Subscription(subscriber, classifier, [])];
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber) =>
        Change(each => Equals(each.Subscriber, subscriber), _ => []);

    /// <summary>Ends the subscription to that class; without one, takes the class out of the subscriptions to wider ones.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) =>
        Change(each => Equals(each.Subscriber, subscriber) && Equals(each.Classifier, classifier), _ => [])
        || Change(each => Equals(each.Subscriber, subscriber) && IsSubClassification(each.Classifier, classifier),
            each => [each with { Without = [.. each.Without, classifier] }]);

    public virtual void Publish(TEvent @event)
    {
        var told = new HashSet<TSubscriber>();
        foreach (var each in Volatile.Read(ref _subscriptions))
        {
            if (Classify(@event, each.Classifier) && !each.Without.Any(without => Classify(@event, without)) && told.Add(each.Subscriber))
                Publish(@event, each.Subscriber);
        }
    }

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    /// <summary>Whether the event belongs to the class.</summary>
    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    private bool Change(Func<Subscription, bool> concerned, Func<Subscription, Subscription[]> replace)
    {
        lock (_gate)
        {
            var any = _subscriptions.Any(concerned);
            _subscriptions = _subscriptions.SelectMany(each => concerned(each) ? replace(each) : [each]).ToArray();
            return any;
        }
    }

    private sealed record Subscription(TSubscriber Subscriber, TClassifier Classifier, TClassifier[] Without);
}

public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>
{
    protected ActorEventBus()
    {
    }
}
