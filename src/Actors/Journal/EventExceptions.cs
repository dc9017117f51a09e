namespace S3Actors.Actors.Journal;

/// <summary>A journal row that cannot be used. Reading on past it would rebuild another state than the one that was journalled.</summary>
public abstract class JournalException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The row's name is none of this version's: a newer version wrote it, or something else did.</summary>
public sealed class UnknownEventException(string name)
    : JournalException($"The journal holds an event named '{name}', which this version does not know; a newer version may have written it.")
{
    /// <summary>The row's manifest.</summary>
    public string Name { get; } = name;
}

/// <summary>The row's bytes are not what its name says, or not what follows from the row before it.</summary>
public sealed class DamagedEventException(string name, string reason, Exception? inner = null)
    : JournalException($"An event '{name}' of the journal is damaged: {reason}", inner)
{
    /// <summary>The row's manifest.</summary>
    public string Name { get; } = name;
}
