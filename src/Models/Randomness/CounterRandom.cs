namespace S3Actors.Models.Randomness;

/// <summary>
/// The random stream of one (seed, purpose, iteration, index). It is a pure function of these four: nothing is saved, and a resumed
/// campaign draws what an uninterrupted one would have. Streams of different coordinates are independent. Not safe for use by two threads.
/// </summary>
/// <remarks>
/// The stream's key is the first half of Philox(counter = (purpose, iteration low, iteration high, "S3"), key = seed); its blocks are
/// Philox(counter = (block low, block high, index low, index high), key). All four coordinates are used in full.
/// </remarks>
public sealed class CounterRandom
{
    private const uint KeyDerivationTag = 0x5333; // "S3": keeps key blocks apart from anything that might use the bare seed as key

    private readonly uint _key0;
    private readonly uint _key1;
    private readonly ulong _index;
    private ulong _nextBlock;
    private PhiloxBlock _block;
    private int _wordsLeft;

    /// <summary>Opens the stream at its first number.</summary>
    public CounterRandom(long seed, RandomPurpose purpose, long iteration, long index)
    {
        var key = Philox4x32.Block(
            new PhiloxBlock((uint)purpose, (uint)iteration, (uint)(iteration >> 32), KeyDerivationTag), (uint)seed, (uint)(seed >> 32));
        (_key0, _key1, _index) = (key.Word0, key.Word1, (ulong)index);
    }

    /// <summary>Uniform over all 32-bit words.</summary>
    public uint NextUInt32()
    {
        if (_wordsLeft == 0)
        {
            _block = Philox4x32.Block(
                new PhiloxBlock((uint)_nextBlock, (uint)(_nextBlock >> 32), (uint)_index, (uint)(_index >> 32)), _key0, _key1);
            _nextBlock++;
            _wordsLeft = 4;
        }
        return (4 - _wordsLeft--) switch { 0 => _block.Word0, 1 => _block.Word1, 2 => _block.Word2, _ => _block.Word3 };
    }

    /// <summary>Uniform over all 64-bit words; the first 32-bit word drawn is the low half.</summary>
    public ulong NextUInt64()
    {
        var low = NextUInt32();
        return (ulong)NextUInt32() << 32 | low;
    }

    /// <summary>Uniform over 0 .. <paramref name="exclusive"/> - 1, without bias (Lemire, "Fast random integer generation in an interval", 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusive"/> is below 1.</exception>
    public int NextInt32(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusive, 1);
        var range = (uint)exclusive;
        var product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            var threshold = (uint)(0x1_0000_0000UL % range);
            while ((uint)product < threshold) product = (ulong)NextUInt32() * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal (Box-Muller; the last bit may differ between mathematics libraries).</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble())); // 1 - u is in (0, 1]: the logarithm is finite
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the items into a uniformly random order, in place (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt32(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
