using MessagePack;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>A supernet whose weights can be evaluated.</summary>
/// <param name="Name"><c>iteration-1</c>, ..., <c>final</c>.</param>
/// <param name="Space">The space it was built for.</param>
/// <param name="CheckpointFile">Name within the campaign's folder of checkpoints.</param>
/// <param name="CheckpointSha256">Digest of that file, lower-case hex: the identity of the weights.</param>
public sealed record TrainedSupernet(string Name, SearchSpace Space, string CheckpointFile, string CheckpointSha256);

/// <summary>
/// What a paused training wrote beside its regular checkpoints, so that a resume repeats no step. It stands in the session's stream only:
/// the supernet's own stream is that of a run that was never paused.
/// </summary>
/// <param name="Supernet">Whose.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="File">Name within the campaign's folder of checkpoints.</param>
/// <param name="Sha256">Digest of the file, lower-case hex.</param>
/// <param name="Divergences">Divergences overcome before it: a later one may have made it worthless.</param>
[MessagePackObject]
public sealed record PauseCheckpoint(
    [property: Key(0)] string Supernet,
    [property: Key(1)] int Step,
    [property: Key(2)] string File,
    [property: Key(3)] string Sha256,
    [property: Key(4)] int Divergences = 0);
