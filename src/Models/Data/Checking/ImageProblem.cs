namespace S3Actors.Models.Data.Checking;

/// <summary>An image that cannot be used.</summary>
/// <param name="File">As it can be shown.</param>
/// <param name="Problem">In words, with what is allowed.</param>
public sealed record ImageProblem(string File, string Problem);
