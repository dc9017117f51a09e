using System.Buffers.Binary;
using System.Text;
using S3Actors.Models.Randomness;

namespace S3Actors.Tests.Coordinator.Fuzzing;

/// <summary>
/// Spoils well-formed inputs: single bytes and bits, sizes that lie, parts that are missing, twice there, moved or of another input. The
/// input of a number is always the same, whatever was asked for before.
/// </summary>
/// <param name="seeds">Well-formed inputs.</param>
/// <param name="pieces">Text that means something where such inputs are read.</param>
/// <param name="lane">Keeps the inputs of different readers apart.</param>
internal sealed class HostileInput(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> pieces, int lane)
{
    private const int Seed = 13;
    private const RandomPurpose Fuzzing = (RandomPurpose)int.MaxValue; // none of the product's
    private const int MostBytes = 1 << 14;
    private static readonly uint[] Sizes = [0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, uint.MaxValue];

    /// <summary>The input of a number.</summary>
    public byte[] At(int number)
    {
        var random = new CounterRandom(Seed, Fuzzing, lane, number);
        if (random.NextInt32(50) == 0) return Noise(random, random.NextInt32(200));
        var bytes = seeds[random.NextInt32(seeds.Count)];
        for (var edits = 1 + random.NextInt32(4); edits > 0; edits--) bytes = Edited(random, bytes);
        return bytes.Length <= MostBytes ? bytes : bytes[..MostBytes];
    }

    private byte[] Edited(CounterRandom random, byte[] bytes)
    {
        if (bytes.Length == 0) return Noise(random, 8);
        // Headers stand in front: half of all edits are there.
        var at = random.NextInt32(random.NextInt32(2) == 0 ? Math.Min(bytes.Length, 64) : bytes.Length);
        var length = Math.Min(1 + random.NextInt32(40), bytes.Length - at);
        switch (random.NextInt32(10))
        {
            case 0:
                return Changed(bytes, copy => copy[at] ^= (byte)(1 << random.NextInt32(8)));
            case 1:
                return Changed(bytes, copy => copy[at] = (byte)random.NextInt32(256));
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4:
                return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 5 when bytes.Length - at >= 4:
                var (size, big) = (Sizes[random.NextInt32(Sizes.Length)], random.NextInt32(2) == 0);
                return Changed(bytes, copy =>
                {
                    if (big) BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at), size);
                    else BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at), size);
                });
            case 6:
                var other = seeds[random.NextInt32(seeds.Count)];
                return [.. bytes[..at], .. other[Math.Min(at, other.Length)..]];
            case 7 when pieces.Count > 0:
                return [.. bytes[..at], .. Encoding.UTF8.GetBytes(pieces[random.NextInt32(pieces.Count)]), .. bytes[at..]];
            case 8: // one part many times over
                return [.. bytes[..at], .. Enumerable.Repeat(bytes[at..(at + length)], 1 + random.NextInt32(MostBytes / length)).SelectMany(part => part), .. bytes[at..]];
            default:
                return [.. bytes[..at], .. Noise(random, 1 + random.NextInt32(20)), .. bytes[at..]];
        }
    }

    private static byte[] Noise(CounterRandom random, int length)
    {
        var noise = new byte[length];
        for (var i = 0; i < length; i++) noise[i] = (byte)random.NextUInt32();
        return noise;
    }

    private static byte[] Changed(byte[] bytes, Action<byte[]> change)
    {
        var copy = bytes.ToArray();
        change(copy);
        return copy;
    }
}
