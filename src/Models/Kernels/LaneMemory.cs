using System.Runtime.InteropServices;

namespace S3Actors.Models.Kernels;

/// <summary>
/// Native memory that is taken piece by piece and given back all at once, down to a mark; kept for the next use. Pieces begin at a line of
/// the processor's cache. Not safe for two threads at once.
/// </summary>
internal sealed unsafe class LaneMemory : IDisposable
{
    private const nuint Alignment = 64;
    private const nint FloatsPerLine = 16;
    private const nint SmallestBlock = 1 << 18;

    private readonly List<(nint Start, nint Floats)> _blocks = [];
    private int _block = -1;
    private nint _used;

    ~LaneMemory() => Free();

    /// <summary>A place to give back to.</summary>
    public readonly record struct Mark(int Block, nint Used);

    /// <summary>How far the memory is taken.</summary>
    public Mark Taken => new(_block, _used);

    /// <summary>Floats of all blocks.</summary>
    public long Size => _blocks.Sum(block => (long)block.Floats);

    /// <summary>So many floats, of any content.</summary>
    public float* Take(nint floats)
    {
        floats = (floats + FloatsPerLine - 1) / FloatsPerLine * FloatsPerLine;
        while (_block < 0 || _used + floats > _blocks[_block].Floats)
        {
            if (_block + 1 == _blocks.Count)
            {
                var size = Math.Max(floats, SmallestBlock);
                _blocks.Add(((nint)NativeMemory.AlignedAlloc((nuint)size * sizeof(float), Alignment), size));
            }
            _block++;
            _used = 0;
        }
        var taken = (float*)_blocks[_block].Start + _used;
        _used += floats;
        return taken;
    }

    /// <summary>So many zeros.</summary>
    public float* TakeZeros(nint floats)
    {
        var taken = Take(floats);
        NativeMemory.Clear(taken, (nuint)floats * sizeof(float));
        return taken;
    }

    /// <summary>Gives back what was taken since the mark.</summary>
    public void Return(Mark mark) => (_block, _used) = (mark.Block, mark.Used);

    /// <summary>Gives everything back, for the next use.</summary>
    public void ReturnAll() => (_block, _used) = (-1, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (var (start, _) in _blocks) NativeMemory.AlignedFree((void*)start);
        _blocks.Clear();
        ReturnAll();
    }
}
