using S3Actors.Messages.Events;

namespace S3Actors.Actors.Journal;

/// <summary>A command that the recorded past forbids, or an event that cannot follow it: a bug, or a journal of another origin.</summary>
public sealed class StateException(string message) : Exception(message)
{
    /// <summary>The event does not belong to the stream that is folded.</summary>
    public static StateException Foreign(string stream, IEvent content) => new($"An event {content.GetType().Name} does not belong to the stream {stream}.");
}
