namespace MessagePack;

/// <summary>How values are written and what is refused on reading. Immutable.</summary>
public class MessagePackSerializerOptions
{
    private MessagePackSerializerOptions(MessagePackSecurity security) => Security = security;

    /// <summary>Built-in types and annotated types, no compression, <see cref="MessagePackSecurity.TrustedData"/>.</summary>
    public static MessagePackSerializerOptions Standard { get; } = new(MessagePackSecurity.TrustedData);

    /// <summary>What reading refuses.</summary>
    public MessagePackSecurity Security { get; }

    /// <summary>The same options with other limits on reading.</summary>
    /// <param name="security">The limits.</param>
    public MessagePackSerializerOptions WithSecurity(MessagePackSecurity security)
    {
        ArgumentNullException.ThrowIfNull(security);
        return security == Security ? this : new MessagePackSerializerOptions(security);
    }
}
