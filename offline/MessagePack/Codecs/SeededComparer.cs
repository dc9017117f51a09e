using System.Diagnostics.CodeAnalysis;

namespace MessagePack.Codecs;

/// <summary>Equality as usual, hashes mixed with the process's random seed, so that nobody can prepare keys that collide.</summary>
internal sealed class SeededComparer<T> : IEqualityComparer<T>
{
    private static readonly HashSet<Type> Hashable =
    [
        typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(Guid), typeof(float), typeof(double), typeof(DateTime), typeof(DateTimeOffset),
    ];

    private static readonly IEqualityComparer<T>? Allowed = typeof(T) == typeof(string)
        ? EqualityComparer<T>.Default // .NET seeds string hashes itself
        : Hashable.Contains(typeof(T)) || typeof(T).IsEnum ? new SeededComparer<T>() : null;

    public static IEqualityComparer<T> Instance => Allowed ?? throw new TypeAccessException($"{typeof(T)} has no seeded hash and may not be a key in untrusted data.");

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode([DisallowNull] T value) => value switch
    {
        // The hash of a whole number is the number; folding 64 bits to 32 before mixing would let keys collide.
        long number => HashCode.Combine((int)number, (int)(number >> 32)),
        ulong number => HashCode.Combine((int)number, (int)(number >> 32)),
        double number => HashCode.Combine((int)Bits(number), (int)(Bits(number) >> 32)),
        DateTime time => HashCode.Combine((int)time.Ticks, (int)(time.Ticks >> 32)),
        DateTimeOffset time => HashCode.Combine((int)time.UtcTicks, (int)(time.UtcTicks >> 32)),
        Guid id => OfGuid(id),
        _ => HashCode.Combine(value),
    };

    /// <summary>Equal numbers have equal bits here: one zero, one NaN.</summary>
    private static long Bits(double number) => BitConverter.DoubleToInt64Bits(number == 0 ? 0 : double.IsNaN(number) ? double.NaN : number);

    private static int OfGuid(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
