using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Reads and writes a CPU tensor's elements in row-major order, whatever its strides; keeps the tensor alive.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private torch.Tensor tensor;
    private T* pointer;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        pointer = (T*)tensor.DataPointer();
        this.tensor = tensor;
    }

    public long Count => tensor is null ? 0 : tensor.numel();

    public T[] ToArray()
    {
        var result = new T[Count];
        if (result.Length > 0) CopyTo(result);
        return result;
    }

    /// <summary>One index counts through the elements in row-major order, several name a position.</summary>
    public T this[params long[] indices]
    {
        get => pointer[Offset(indices)];
        set => pointer[Offset(indices)] = value;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on until the span or the tensor ends.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = Available(tensorIndex, target.Length);
        if (tensor.is_contiguous())
            new ReadOnlySpan<T>(pointer + tensorIndex, count).CopyTo(target);
        else
            foreach (var (position, offset) in new Walk(tensor, tensorIndex, count)) target[position] = pointer[offset];
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Overwrites elements from <paramref name="tensorIndex"/> on until the span or the tensor ends.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = Available(tensorIndex, source.Length);
        if (tensor.is_contiguous())
            source[..count].CopyTo(new Span<T>(pointer + tensorIndex, count));
        else
            foreach (var (position, offset) in new Walk(tensor, tensorIndex, count)) pointer[offset] = source[position];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        pointer = null;
        tensor = null!;
        GC.SuppressFinalize(this);
    }

    private int Available(long tensorIndex, int room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tensorIndex, Count);
        return (int)Math.Min(room, Count - tensorIndex);
    }

    private T At(long index)
    {
        var value = pointer[Linear(index)];
        GC.KeepAlive(tensor);
        return value;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1) return Linear(indices[0]);
        var shape = tensor.shape;
        var strides = tensor.stride();
        long offset = 0;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (indices[i] >= shape[i] || indices[i] < 0)
                throw new IndexOutOfRangeException($"{indices[i]} >= {shape[i]} in dimension {i}.");
            offset += indices[i] * strides[i];
        }
        return offset;
    }

    private long Linear(long index)
    {
        if (index >= Count) throw new IndexOutOfRangeException();
        if (index < 0) throw new ArgumentOutOfRangeException($"{index} in a collection of {Count} elements.");
        if (index == 0 || tensor.is_contiguous()) return index;
        var shape = tensor.shape;
        var strides = tensor.stride();
        long offset = 0;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            index = Math.DivRem(index, shape[i], out var position);
            offset += position * strides[i];
        }
        return offset;
    }

    /// <summary>Counts through elements in row-major order and gives each one's place in memory.</summary>
    private ref struct Walk
    {
        private readonly long[] shape;
        private readonly long[] strides;
        private readonly long[] at;
        private readonly int count;
        private int position = -1;
        private long offset;

        public Walk(torch.Tensor tensor, long start, int count)
        {
            shape = tensor.shape;
            strides = tensor.stride();
            at = new long[shape.Length];
            this.count = count;
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                start = Math.DivRem(start, shape[i], out at[i]);
                offset += at[i] * strides[i];
            }
        }

        public readonly Walk GetEnumerator() => this;

        public readonly (int Position, long Offset) Current => (position, offset);

        public bool MoveNext()
        {
            if (++position == 0) return count > 0;
            if (position >= count) return false;
            for (var i = at.Length - 1; ; i--)
            {
                offset += strides[i];
                if (++at[i] < shape[i]) return true;
                offset -= at[i] * strides[i];
                at[i] = 0;
            }
        }
    }
}
