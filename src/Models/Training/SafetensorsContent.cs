using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace S3Actors.Models.Training;

/// <summary>What a safetensors file holds. The file stays open until this is disposed.</summary>
public sealed class SafetensorsContent : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, Place> _places;

    private SafetensorsContent(string path, SafeFileHandle file, Dictionary<string, string> metadata, Dictionary<string, Place> places) =>
        (_path, _file, Metadata, _places) = (path, file, metadata, places);

    private readonly record struct Place(string DataType, long[] Shape, long Start, long Bytes);

    /// <summary>Text by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _places.Keys;

    /// <summary>Shape of a tensor.</summary>
    /// <exception cref="CheckpointDamagedException">There is no such tensor.</exception>
    public IReadOnlyList<long> Shape(string name) => Find(name).Shape;

    /// <summary>The elements of a float32 tensor, row-major.</summary>
    /// <exception cref="CheckpointDamagedException">There is no such tensor, it is of another type, or the file cannot be read.</exception>
    public float[] Floats(string name) => Elements<float>(name, "F32");

    /// <summary>The elements of an int64 tensor, row-major.</summary>
    /// <exception cref="CheckpointDamagedException">There is no such tensor, it is of another type, or the file cannot be read.</exception>
    public long[] Integers(string name) => Elements<long>(name, "I64");

    /// <summary>The elements of a tensor of bytes, row-major.</summary>
    /// <exception cref="CheckpointDamagedException">There is no such tensor, it is of another type, or the file cannot be read.</exception>
    public byte[] Bytes(string name) => Elements<byte>(name, "U8");

    private T[] Elements<T>(string name, string dataType) where T : unmanaged
    {
        var place = Find(name);
        if (place.DataType != dataType) throw new CheckpointDamagedException(_path, $"{name} is of type {place.DataType}, not {dataType}");
        var elements = new T[place.Bytes / Marshal.SizeOf<T>()];
        try
        {
            ReadExactly(_file, MemoryMarshal.AsBytes(elements.AsSpan()), place.Start);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointDamagedException(_path, $"{name} cannot be read: {wrong.Message}", wrong);
        }
        return elements;
    }

    internal static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long from)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, from);
            if (read == 0) throw new EndOfStreamException("The file ends too early.");
            bytes = bytes[read..];
            from += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    internal static SafetensorsContent Parse(string path, SafeFileHandle file, ReadOnlyMemory<byte> header, long dataStart, long fileBytes)
    {
        using var json = JsonDocument.Parse(header);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        Dictionary<string, Place> places = new(StringComparer.Ordinal);
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__"))
                foreach (var text in entry.Value.EnumerateObject()) metadata[text.Name] = text.Value.GetString() ?? "";
            else if (!places.TryAdd(entry.Name, ParsePlace(path, entry, dataStart)))
                throw new CheckpointDamagedException(path, $"its header names {entry.Name} twice");
        }
        var end = dataStart;
        foreach (var (name, place) in places.OrderBy(pair => pair.Value.Start).ThenBy(pair => pair.Value.Bytes))
        {
            if (place.Start != end) throw new CheckpointDamagedException(path, $"the bytes of {name} do not begin where those before it end");
            end += place.Bytes;
        }
        if (end != fileBytes)
            throw new CheckpointDamagedException(path, FormattableString.Invariant($"its header describes {end} bytes, the file has {fileBytes}"));
        return new SafetensorsContent(path, file, metadata, places);
    }

    private static Place ParsePlace(string path, JsonProperty entry, long dataStart)
    {
        var dataType = entry.Value.GetProperty("dtype").GetString()!;
        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        var elementBytes = dataType switch { "F64" or "I64" or "U64" => 8L, "F32" or "I32" or "U32" => 4L, "F16" or "BF16" or "I16" or "U16" => 2L, _ => 1L };
        var bytes = shape.Aggregate(elementBytes, (product, size) => checked(product * size));
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] - offsets[0] != bytes || shape.Any(size => size < 0))
            throw new CheckpointDamagedException(path, $"the place of {entry.Name} does not fit its shape");
        return new Place(dataType, shape, dataStart + offsets[0], bytes);
    }

    private Place Find(string name) =>
        _places.TryGetValue(name, out var place) ? place : throw new CheckpointDamagedException(_path, $"it holds no {name}");
}
