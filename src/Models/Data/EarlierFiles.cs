namespace S3Actors.Models.Data;

/// <summary>An image's file that could not be decoded, with what stood in it when the campaign's digest was taken.</summary>
/// <param name="Set"><c>training</c> or <c>test</c>.</param>
/// <param name="Path">Below the set's folder, as it can be shown.</param>
/// <param name="Bytes">Its length then.</param>
/// <param name="Sha256">Of its content, lower-case hex.</param>
public sealed record DamagedImage(string Set, string Path, long Bytes, string Sha256);

/// <summary>How files of one set stood when a digest was taken, where that is not how they stand now.</summary>
/// <param name="Damaged">Those that were repaired since: nothing was ever computed from them, so other bytes in them change no result.</param>
/// <param name="LengthsOfLinks">Of files that are links the link's own length was taken, as earlier versions did.</param>
public sealed record EarlierFiles(IReadOnlyDictionary<string, DamagedImage> Damaged, bool LengthsOfLinks);
