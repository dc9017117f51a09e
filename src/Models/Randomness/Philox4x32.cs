namespace S3Actors.Models.Randomness;

/// <summary>Four 32-bit words: a Philox counter, or the block of random words it maps to.</summary>
public readonly record struct PhiloxBlock(uint Word0, uint Word1, uint Word2, uint Word3);

/// <summary>
/// Philox4x32-10: a keyed bijection of 128-bit counters whose outputs are statistically independent. It has no state, so any block of any
/// stream is computed alone. Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, section 4.3.
/// </summary>
public static class Philox4x32
{
    private const int Rounds = 10;
    private const ulong Multiplier0 = 0xD2511F53;
    private const ulong Multiplier1 = 0xCD9E8D57;
    private const uint WeylStep0 = 0x9E3779B9; // golden ratio
    private const uint WeylStep1 = 0xBB67AE85; // sqrt(3) - 1

    /// <summary>The block of a counter under a key of two words.</summary>
    public static PhiloxBlock Block(PhiloxBlock counter, uint key0, uint key1)
    {
        var (c0, c1, c2, c3) = counter;
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = Multiplier0 * c0;
            var product1 = Multiplier1 * c2;
            (c0, c1, c2, c3) = (
                (uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1,
                (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
            unchecked
            {
                key0 += WeylStep0;
                key1 += WeylStep1;
            }
        }
        return new PhiloxBlock(c0, c1, c2, c3);
    }
}
