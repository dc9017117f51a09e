using System.Globalization;
using MessagePack.Json;
using MessagePack.Wire;

namespace MessagePack;

public static partial class MessagePackSerializer
{
    /// <summary>JSON text of the first value in <paramref name="bytes"/>, for people to read: byte strings as base64, timestamps as ISO 8601.</summary>
    public static string ConvertToJson(ReadOnlyMemory<byte> bytes, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            PackToJson.Write(new PackReader(bytes, (options ?? DefaultOptions).Security), text);
            return text.ToString();
        }
        catch (Exception cause)
        {
            throw new MessagePackSerializationException("These bytes cannot be shown as JSON.", cause);
        }
    }

    /// <summary>JSON text of what <see cref="Serialize{T}(T, MessagePackSerializerOptions?, CancellationToken)"/> would write.</summary>
    public static string SerializeToJson<T>(T obj, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default) =>
        ConvertToJson(Serialize(obj, options, cancellationToken), options, cancellationToken);
}
