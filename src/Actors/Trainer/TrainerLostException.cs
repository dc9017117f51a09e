namespace S3Actors.Actors.Trainer;

/// <summary>A training elsewhere can no longer be reached, or broke there: it can go on from its last checkpoint on another machine or on this one.</summary>
/// <param name="reason">In words, with where it was.</param>
public sealed class TrainerLostException(string reason) : Exception(reason);
