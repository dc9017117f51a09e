namespace S3Actors.Coordinator.History.Verification;

/// <summary>Something that does not agree.</summary>
/// <param name="Stream">The stream, e.g. <c>ledger</c>; <c>journal</c> for the file as a whole, <c>files</c> for what stands beside it.</param>
/// <param name="SequenceNumber">The row's number in its stream; 0 where no single row is meant.</param>
/// <param name="Problem">What, in words.</param>
public sealed record Finding(string Stream, long SequenceNumber, string Problem);
