using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using S3Actors.Models.Network;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Export;

/// <summary>A float32 tensor, row-major.</summary>
internal sealed record NamedTensor(string Name, IReadOnlyList<long> Shape, Func<float[]> Values);

/// <summary>
/// A checkpoint as <c>torch.save</c> writes it, for programs that know no safetensors: an archive with one pickle and the tensors' bytes, each a
/// file of its own. The pickle is <c>{"state_dict": OrderedDict, "meta": dict of texts}</c>; it names nothing but what
/// <c>torch.load(weights_only=True)</c> allows.
/// </summary>
internal static class PyTorchFile
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the format's first: the same weights are the same file

    /// <summary>Writes the file, complete or not at all.</summary>
    public static WrittenFile Write(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> meta)
    {
        var folder = Path.GetFileNameWithoutExtension(path);
        return DurableFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Add("data.pkl", Pickle(tensors, meta));
            for (var t = 0; t < tensors.Count; t++) Add(FormattableString.Invariant($"data/{t}"), MemoryMarshal.AsBytes(tensors[t].Values().AsSpan()));
            Add("version", "3\n"u8);

            void Add(string name, ReadOnlySpan<byte> bytes)
            {
                var entry = archive.CreateEntry($"{folder}/{name}", CompressionLevel.NoCompression);
                entry.LastWriteTime = NoTime;
                using var to = entry.Open();
                to.Write(bytes);
            }
        });
    }

    private static byte[] Pickle(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> meta)
    {
        using var pickle = new MemoryStream();
        Write([0x80, 2]); // protocol
        Write("}("u8); // a dict, then its keys and values
        Text("state_dict");
        OrderedDict();
        Write("("u8);
        for (var t = 0; t < tensors.Count; t++)
        {
            Text(tensors[t].Name);
            Tensor(tensors[t], t);
        }
        Write("u"u8);
        Text("meta");
        Write("}("u8);
        foreach (var (name, text) in meta.OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            Text(name);
            Text(text);
        }
        Write("uu."u8);
        return pickle.ToArray();

        void Write(ReadOnlySpan<byte> codes) => pickle.Write(codes);

        void OrderedDict() => Write("ccollections\nOrderedDict\n)R"u8);

        void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Write("X"u8);
            Int32(bytes.Length);
            Write(bytes);
        }

        void Int32(int number)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            Write(bytes);
        }

        void Number(long number)
        {
            Write("J"u8);
            Int32(checked((int)number));
        }

        void Tuple(IEnumerable<long> numbers)
        {
            Write("("u8);
            foreach (var number in numbers) Number(number);
            Write("t"u8);
        }

        // _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)
        void Tensor(NamedTensor tensor, int index)
        {
            Write("ctorch._utils\n_rebuild_tensor_v2\n(("u8);
            Text("storage");
            Write("ctorch\nFloatStorage\n"u8);
            Text(FormattableString.Invariant($"{index}"));
            Text("cpu");
            Number(tensor.Shape.Aggregate(1L, (product, size) => product * size));
            Write("tQ"u8);
            Number(0);
            Tuple(tensor.Shape);
            Tuple(ParameterSpec.RowMajor(tensor.Shape));
            Write([0x89]); // false
            OrderedDict();
            Write("tR"u8);
        }
    }
}
