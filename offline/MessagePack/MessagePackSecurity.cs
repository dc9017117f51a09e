using MessagePack.Codecs;

namespace MessagePack;

/// <summary>What deserialisation refuses so that hostile bytes cannot exhaust the process.</summary>
public class MessagePackSecurity
{
    /// <summary>For bytes this program wrote itself: graph depth up to 500, ordinary hashing of dictionary keys.</summary>
    public static readonly MessagePackSecurity TrustedData = new(false, 500);

    /// <summary>For bytes from elsewhere: graph depth up to 500; dictionary keys only of types with a seeded hash.</summary>
    public static readonly MessagePackSecurity UntrustedData = new(true, 500);

    private MessagePackSecurity(bool hashCollisionResistant, int maximumObjectGraphDepth)
    {
        HashCollisionResistant = hashCollisionResistant;
        MaximumObjectGraphDepth = maximumObjectGraphDepth;
    }

    /// <summary>Whether hash-based collections are built with seeded comparers only.</summary>
    public bool HashCollisionResistant { get; }

    /// <summary>How many objects, arrays and maps may lie within each other.</summary>
    public int MaximumObjectGraphDepth { get; }

    /// <summary>The same settings with another depth limit.</summary>
    /// <param name="maximumObjectGraphDepth">Levels, 0 or more.</param>
    public MessagePackSecurity WithMaximumObjectGraphDepth(int maximumObjectGraphDepth) =>
        maximumObjectGraphDepth == MaximumObjectGraphDepth ? this : new MessagePackSecurity(HashCollisionResistant, maximumObjectGraphDepth);

    /// <summary>The same settings with or without seeded hashing.</summary>
    /// <param name="hashCollisionResistant">True refuses key types that have no seeded hash.</param>
    public MessagePackSecurity WithHashCollisionResistant(bool hashCollisionResistant) =>
        hashCollisionResistant == HashCollisionResistant ? this : new MessagePackSecurity(hashCollisionResistant, MaximumObjectGraphDepth);

    /// <summary>The comparer for a collection hashed by <typeparamref name="T"/>.</summary>
    /// <exception cref="TypeAccessException">Seeded hashing is on and <typeparamref name="T"/> has none.</exception>
    public IEqualityComparer<T> GetEqualityComparer<T>() =>
        HashCollisionResistant ? SeededComparer<T>.Instance : EqualityComparer<T>.Default;
}
