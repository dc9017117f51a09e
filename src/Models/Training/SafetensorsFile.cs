using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace S3Actors.Models.Training;

/// <summary>A tensor to be written: little-endian float32, row-major.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Write">Writes exactly 4 bytes an element.</param>
public sealed record SafetensorsEntry(string Name, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    /// <summary>Bytes of the tensor.</summary>
    public long Bytes => Shape.Aggregate(4L, (product, size) => product * size);
}

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors): 8 bytes little-endian length of a JSON header, the header, the tensors'
/// bytes without gaps. Written and read here for float32 tensors.
/// </summary>
public static class SafetensorsFile
{
    private const int LengthBytes = 8;
    private const int Alignment = 8;
    private const long MaximumHeaderBytes = 100_000_000; // the format's own bound

    /// <summary>Writes a file, complete or not at all.</summary>
    /// <param name="metadata">Text by name, in the header.</param>
    /// <param name="reached">Told of every stage of the file.</param>
    public static WrittenFile Write(
        string path, IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string> metadata, Action<string>? reached = null)
    {
        var header = Header(tensors, metadata);
        return DurableFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var entry in tensors) entry.Write(stream);
        }, reached);
    }

    /// <summary>Opens a file, reads its header and checks it against the file's length; the tensors are read later, one by one.</summary>
    /// <exception cref="CheckpointDamagedException">The file is missing or not well-formed.</exception>
    public static SafetensorsContent Read(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            var content = Read(path, file);
            file = null; // the content owns it from here on
            return content;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointDamagedException(path, $"it cannot be read: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException or KeyNotFoundException
                                          or OverflowException)
        {
            throw new CheckpointDamagedException(path, $"its header is not well-formed: {wrong.Message}", wrong);
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static SafetensorsContent Read(string path, SafeFileHandle file)
    {
        Span<byte> length = stackalloc byte[LengthBytes];
        SafetensorsContent.ReadExactly(file, length, 0);
        var (headerBytes, fileBytes) = (BinaryPrimitives.ReadInt64LittleEndian(length), RandomAccess.GetLength(file));
        if (headerBytes < 2 || headerBytes > Math.Min(MaximumHeaderBytes, fileBytes - LengthBytes))
            throw new CheckpointDamagedException(path, FormattableString.Invariant($"its header claims {headerBytes} bytes, the file has {fileBytes}"));
        var header = new byte[headerBytes];
        SafetensorsContent.ReadExactly(file, header, LengthBytes);
        return SafetensorsContent.Parse(path, file, header, LengthBytes + headerBytes, fileBytes);
    }

    private static byte[] Header(IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (name, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(name, text);
            json.WriteEndObject();
            var offset = 0L;
            foreach (var entry in tensors)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var size in entry.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += entry.Bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0) buffer.WriteByte((byte)' '); // spaces after the JSON are allowed: the tensors lie aligned
        return buffer.ToArray();
    }
}
