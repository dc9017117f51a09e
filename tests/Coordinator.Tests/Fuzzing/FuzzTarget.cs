namespace S3Actors.Tests.Coordinator.Fuzzing;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Seeds">Well-formed inputs: it takes each.</param>
/// <param name="Pieces">Text that means something there.</param>
/// <param name="Read">Reads an input; true where it took it, false where it refused it as it says it does; whatever it throws is a fault.</param>
internal sealed record FuzzTarget(IReadOnlyList<byte[]> Seeds, IReadOnlyList<string> Pieces, Func<byte[], bool> Read)
{
    /// <summary>Bytes that it may allocate for each byte of an input, besides what any input may.</summary>
    public long BytesOfByte { get; init; } = 4 << 10;

    /// <summary>Reads with an action that refuses by one kind of exception.</summary>
    public static bool Refused<T>(Action read) where T : Exception
    {
        try
        {
            read();
            return true;
        }
        catch (T)
        {
            return false;
        }
    }
}
