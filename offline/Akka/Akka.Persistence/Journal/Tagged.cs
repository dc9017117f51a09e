using System.Collections.Immutable;

namespace Akka.Persistence.Journal;

/// <summary>An event with tags. The journal stores the event itself and the tags beside it.</summary>
public readonly struct Tagged
{
    public Tagged(object payload, IEnumerable<string> tags)
        : this(payload, tags.ToImmutableHashSet())
    {
    }

    public Tagged(object payload, IImmutableSet<string> tags)
    {
        Payload = payload;
        Tags = tags;
    }

    public object Payload { get; }

    public IImmutableSet<string> Tags { get; }
}
