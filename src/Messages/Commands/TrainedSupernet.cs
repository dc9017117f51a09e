using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>A supernet whose weights can be evaluated.</summary>
/// <param name="Name"><c>iteration-1</c>, ..., <c>final</c>.</param>
/// <param name="Space">The space it was built for.</param>
/// <param name="CheckpointFile">Name within the campaign's folder of checkpoints.</param>
/// <param name="CheckpointSha256">Digest of that file, lower-case hex: the identity of the weights.</param>
public sealed record TrainedSupernet(string Name, SearchSpace Space, string CheckpointFile, string CheckpointSha256);
