using System.Buffers;
using MessagePack.Codecs;
using MessagePack.Wire;

namespace MessagePack;

/// <summary>Writes values as MessagePack and reads them back.</summary>
/// <remarks>Every failure surfaces as <see cref="MessagePackSerializationException"/>; bytes after the first value are not looked at.</remarks>
public static partial class MessagePackSerializer
{
    /// <summary>The options of calls that name none.</summary>
    public static MessagePackSerializerOptions DefaultOptions { get; set; } = MessagePackSerializerOptions.Standard;

    /// <summary>The bytes of a value, written as <typeparamref name="T"/> says (not its runtime type).</summary>
    public static byte[] Serialize<T>(T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var writer = PackWriter.Rent();
        try
        {
            Write(writer, value);
            return writer.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Appends a value's bytes to <paramref name="writer"/>.</summary>
    public static void Serialize<T>(IBufferWriter<byte> writer, T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var pack = PackWriter.Rent();
        try
        {
            Write(pack, value);
            writer.Write(pack.Written);
        }
        finally
        {
            pack.Return();
        }
    }

    /// <summary>The bytes of a value, written as <paramref name="type"/> says.</summary>
    public static byte[] Serialize(Type type, object? obj, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var writer = PackWriter.Rent();
        try
        {
            CodecCatalog.Boxed(type).Write(writer, obj);
            return writer.ToArray();
        }
        catch (Exception cause)
        {
            throw CannotWrite(type, cause);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>The value that stands at the start of <paramref name="buffer"/>.</summary>
    public static T Deserialize<T>(ReadOnlyMemory<byte> buffer, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default) =>
        Deserialize<T>(buffer, options, out _, cancellationToken);

    /// <summary>The value that stands at the start of <paramref name="buffer"/>, and how many bytes it took.</summary>
    public static T Deserialize<T>(ReadOnlyMemory<byte> buffer, out int bytesRead, CancellationToken cancellationToken = default) =>
        Deserialize<T>(buffer, null, out bytesRead, cancellationToken);

    /// <summary>The value that stands at the start of <paramref name="buffer"/>, and how many bytes it took.</summary>
    public static T Deserialize<T>(ReadOnlyMemory<byte> buffer, MessagePackSerializerOptions? options, out int bytesRead, CancellationToken cancellationToken = default)
    {
        try
        {
            var reader = new PackReader(buffer, (options ?? DefaultOptions).Security);
            var value = CodecOf<T>.Instance.Read(reader);
            bytesRead = reader.Consumed;
            return value;
        }
        catch (Exception cause)
        {
            throw CannotRead(typeof(T), cause);
        }
    }

    /// <summary>The value of <paramref name="type"/> that stands at the start of <paramref name="bytes"/>.</summary>
    public static object? Deserialize(Type type, ReadOnlyMemory<byte> bytes, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return CodecCatalog.Boxed(type).Read(new PackReader(bytes, (options ?? DefaultOptions).Security));
        }
        catch (Exception cause)
        {
            throw CannotRead(type, cause);
        }
    }

    private static void Write<T>(PackWriter writer, T value)
    {
        try
        {
            CodecOf<T>.Instance.Write(writer, value);
        }
        catch (Exception cause)
        {
            throw CannotWrite(typeof(T), cause);
        }
    }

    private static MessagePackSerializationException CannotWrite(Type type, Exception cause) => new($"Failed to serialize {type.FullName} value.", cause);

    private static MessagePackSerializationException CannotRead(Type type, Exception cause) => new($"Failed to deserialize {type.FullName} value.", cause);
}
