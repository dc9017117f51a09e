namespace S3Actors.Coordinator.Doctor;

/// <summary>Estimate of memory or disk that a campaign takes at its peak.</summary>
/// <param name="UnmovedBytes">If the space stays as it is.</param>
/// <param name="GrownBytes">If every dimension grows as far as rules, steps, bounds and ceilings let it.</param>
/// <param name="ReservedBytes">That stay free besides: of disk <c>execution.minimum_free_disk_mib</c>.</param>
/// <param name="FreeBytes">Free here and now.</param>
public sealed record PlannedRoom(long UnmovedBytes, long GrownBytes, long ReservedBytes, long FreeBytes)
{
    /// <summary>Whether what is free is enough for the most.</summary>
    public bool IsEnough => GrownBytes + ReservedBytes <= FreeBytes;
}
