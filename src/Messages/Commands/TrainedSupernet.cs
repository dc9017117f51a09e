using MessagePack;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>A supernet whose weights can be evaluated.</summary>
/// <param name="Name"><c>iteration-1</c>, ..., <c>final</c>.</param>
/// <param name="Space">The space it was built for.</param>
/// <param name="CheckpointFile">Name within the campaign's folder of checkpoints.</param>
/// <param name="CheckpointSha256">Digest of that file, lower-case hex: the identity of the weights.</param>
[MessagePackObject]
public sealed record TrainedSupernet(
    [property: Key(0)] string Name,
    [property: Key(1)] SearchSpace Space,
    [property: Key(2)] string CheckpointFile,
    [property: Key(3)] string CheckpointSha256);
