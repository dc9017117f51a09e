using MessagePack;

namespace S3Actors.Messages.Events;

/// <summary>What stands beside an event in the journal and decides nothing.</summary>
/// <param name="UnixMicroseconds">When it was decided, microseconds since 1970-01-01 UTC.</param>
/// <param name="ProductVersion">Version of the program that wrote it.</param>
/// <param name="PreviousDigest">SHA-256 of the previous row's <c>message</c> in the same stream (32 bytes); empty in the first row.</param>
/// <param name="ContentDigest">SHA-256 of the row's <c>manifest</c> (UTF-8) followed by the content's bytes; empty where unknown.</param>
[MessagePackObject]
public sealed record EventHeader(
    [property: Key(0)] long UnixMicroseconds,
    [property: Key(1)] string ProductVersion,
    [property: Key(2)] byte[] PreviousDigest,
    [property: Key(3)] byte[]? ContentDigest = null);
