namespace MessagePack;

/// <summary>A value could not be written, or bytes do not hold a value of the asked type. The cause is the inner exception.</summary>
public class MessagePackSerializationException : Exception
{
    /// <summary>Without a message.</summary>
    public MessagePackSerializationException()
    {
    }

    /// <param name="message">What was refused.</param>
    public MessagePackSerializationException(string? message)
        : base(message)
    {
    }

    /// <param name="message">What was refused.</param>
    /// <param name="inner">Why.</param>
    public MessagePackSerializationException(string? message, Exception? inner)
        : base(message, inner)
    {
    }
}

/// <summary>A type has no written form: it is neither built in nor annotated.</summary>
public class FormatterNotRegisteredException : MessagePackSerializationException
{
    /// <param name="message">Which type, and why.</param>
    public FormatterNotRegisteredException(string? message)
        : base(message)
    {
    }
}
