namespace S3Actors.Messages.Events;

/// <summary>
/// Something that happened and decides: written once to the journal, folded by every reader. The classes' names may change; their stable
/// names (<see cref="EventNames"/>) and key numbers are the file format: extend only, readers before writers. No event holds a time: that,
/// and the product's version, stand in the <see cref="EventHeader"/> beside it, which no decision reads.
/// </summary>
public interface IEvent;
