using S3Actors.Messages.Space;

namespace S3Actors.Messages.Events;

/// <summary>
/// Something that happened and decides: written once to the journal, folded by every reader. The classes' names may change; their stable
/// names (<see cref="EventNames"/>) and key numbers are the file format: extend only, readers before writers. No event holds a time: that,
/// and the product's version, stand in the <see cref="EventHeader"/> beside it, which no decision reads.
/// </summary>
public interface IEvent;

/// <summary>An event of the campaign's own stream.</summary>
public interface ICampaignEvent : IEvent;

/// <summary>An event of the stream of sessions.</summary>
public interface ISessionEvent : IEvent
{
    /// <summary>The session, counted from 1.</summary>
    int Session { get; }
}

/// <summary>An event of a supernet's training.</summary>
public interface ISupernetEvent : IEvent
{
    /// <summary>The supernet's name.</summary>
    string Supernet { get; }
}

/// <summary>An event of one dimension: what was measured, and what its rule said.</summary>
public interface IDimensionEvent : IEvent
{
    /// <summary>The iteration, counted from 1.</summary>
    int Iteration { get; }

    /// <summary>The dimension.</summary>
    DimensionId Dimension { get; }
}

/// <summary>An event of the evaluation ledger.</summary>
public interface ILedgerEvent : IEvent;

/// <summary>An event of an evolutionary search.</summary>
public interface IPopulationEvent : IEvent
{
    /// <summary><c>final</c> or <c>control</c>.</summary>
    string Search { get; }
}
