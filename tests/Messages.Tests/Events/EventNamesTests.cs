using System.Reflection;
using MessagePack;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Messages.Events;

public sealed class EventNamesTests
{
    /// <summary>Names that stand in journals: rows may be added, none changed or taken away.</summary>
    private static readonly string[] Frozen =
    [
        "campaign-created-v1", "iteration-started-v1", "space-evolved-v1", "final-supernet-started-v1", "architecture-search-started-v1",
        "winner-selected-v1", "campaign-completed-v1", "campaign-forked-v1", "training-started-v1", "training-interval-finished-v1", "checkpoint-saved-v1",
        "epoch-finished-v1", "training-finished-v1", "training-diverged-v1", "et-error-measured-v1", "dimension-evolved-v1",
        "evaluations-requested-v1", "subnet-evaluated-v1", "evaluation-failed-v1", "generation-bred-v1", "generation-finished-v1",
        "architecture-selected-v1", "session-started-v1", "session-paused-v1", "session-failed-v1", "session-completed-v1",
    ];

    [Fact]
    public void Released_names_stay() => Assert.Empty(Frozen.Except(EventNames.All.Select(row => row.Name)));

    [Fact]
    public void Every_event_has_one_name_and_every_name_one_event()
    {
        var events = typeof(IEvent).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IEvent)));

        Assert.Equal(events.OrderBy(type => type.Name, StringComparer.Ordinal), EventNames.All.Select(row => row.Type).OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.Equal(EventNames.All.Count, EventNames.All.Select(row => row.Name).Distinct().Count());
        Assert.All(EventNames.All, row => Assert.Equal((row.Name, row.Type), (EventNames.NameOf(row.Type), EventNames.TypeOf(row.Name))));
        Assert.All(EventNames.All, row => Assert.Matches("^[a-z]+(-[a-z]+)*-v[1-9][0-9]*$", row.Name));
    }

    /// <summary>A type may get a better name; what is stored keeps the old one.</summary>
    private static readonly Dictionary<Type, string> RenamedSince = new() { [typeof(MoveProposed)] = "dimension-evolved-v1" };

    [Fact]
    public void A_name_is_its_events_name_in_other_letters_or_the_one_it_had_when_it_was_first_stored()
    {
        Assert.All(RenamedSince, row => Assert.Equal(row.Value, EventNames.NameOf(row.Key)));
        Assert.All(EventNames.All.Where(row => !RenamedSince.ContainsKey(row.Type)), row =>
            Assert.Equal(row.Type.Name, string.Concat(row.Name[..row.Name.LastIndexOf('-')].Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))));
    }

    [Fact]
    public void An_unknown_name_or_type_is_told_apart()
    {
        Assert.Null(EventNames.TypeOf("campaign-created-v2"));
        Assert.Null(EventNames.TypeOf(""));
        Assert.Throws<ArgumentException>(() => EventNames.NameOf(typeof(string)));
    }

    public static TheoryData<Type> Stored => [.. typeof(IEvent).Assembly.GetTypes().Where(type => type.GetCustomAttribute<MessagePackObjectAttribute>() is not null)];

    /// <summary>A stored record is an array: its keys count from 0 without a gap, and what has no key is left out on purpose.</summary>
    [Theory]
    [MemberData(nameof(Stored))]
    public void Keys_count_from_zero_without_a_gap(Type type)
    {
        PropertyInfo[] properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetCustomAttribute<IgnoreMemberAttribute>() is null)];

        Assert.All(properties, property => Assert.NotNull(property.GetCustomAttribute<KeyAttribute>()));
        Assert.Equal(Enumerable.Range(0, properties.Length).Cast<int?>(), properties.Select(property => property.GetCustomAttribute<KeyAttribute>()!.IntKey).Order());
    }

    /// <summary>Keys and constructor go together: the record is read back through its constructor, in the order of the keys.</summary>
    [Theory]
    [MemberData(nameof(Stored))]
    public void Keys_follow_the_constructor(Type type)
    {
        var keyed = type.GetProperties().Where(property => property.GetCustomAttribute<KeyAttribute>() is not null)
            .OrderBy(property => property.GetCustomAttribute<KeyAttribute>()!.IntKey).Select(property => property.Name);

        Assert.Contains(type.GetConstructors(), constructor => constructor.GetParameters().Select(parameter => parameter.Name).SequenceEqual(keyed));
    }

    [Fact]
    public void Every_event_is_stored() => Assert.All(EventNames.All, row => Assert.NotNull(row.Type.GetCustomAttribute<MessagePackObjectAttribute>()));
}
