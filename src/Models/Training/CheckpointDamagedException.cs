namespace S3Actors.Models.Training;

/// <summary>A checkpoint file is missing, not what its digest says, not well-formed, or of another network.</summary>
public sealed class CheckpointDamagedException(string file, string reason, Exception? cause = null)
    : Exception($"Checkpoint {file}: {reason}.", cause)
{
    /// <summary>Path of the file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong, without the path.</summary>
    public string Reason { get; } = reason;
}
