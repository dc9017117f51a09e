using MessagePack;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>Given events, when a command, then events.</summary>
internal sealed class Scenario<TState>(TState state, Func<TState, IEvent, TState> evolve)
{
    public TState State { get; private set; } = state;

    /// <summary>What the last command led to; already folded.</summary>
    public IReadOnlyList<IEvent> Said { get; private set; } = [];

    public Scenario<TState> Given(params IEnumerable<IEvent> events)
    {
        State = events.Aggregate(State, evolve);
        return this;
    }

    public Scenario<TState> When(Func<TState, IReadOnlyList<IEvent>> decide)
    {
        Said = decide(State);
        State = Said.Aggregate(State, evolve);
        return this;
    }

    public Scenario<TState> Then(params IEvent[] events)
    {
        Assert.Equal(events.Select(EventText.Of), Said.Select(EventText.Of));
        return this;
    }

    public Scenario<TState> ThenNothing() => Then();

    /// <summary>Asserts that deciding the same once more says nothing.</summary>
    public Scenario<TState> AndAgainNothing(Func<TState, IReadOnlyList<IEvent>> decide)
    {
        Assert.Empty(decide(State));
        return this;
    }
}

/// <summary>An event's name and content as one line: two events are the same when their stored contents are.</summary>
internal static class EventText
{
    public static string Of(IEvent content) =>
        $"{EventNames.NameOf(content.GetType())} {MessagePackSerializer.ConvertToJson(MessagePackSerializer.Serialize(content.GetType(), content))}";
}
