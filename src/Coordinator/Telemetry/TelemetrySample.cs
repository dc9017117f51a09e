using S3Actors.Messages.Commands;

namespace S3Actors.Coordinator.Telemetry;

/// <summary>What a session does at one moment. No decision reads it; a sample that is lost harms nothing.</summary>
/// <param name="Time">When it was taken.</param>
/// <param name="Process">The process that works on the campaign.</param>
/// <param name="Phase"><c>train</c>, <c>measure</c>, <c>search</c>, <c>report</c> or <c>evolve</c>; empty before the first work.</param>
/// <param name="Subject">Which supernet, request or search: <c>iteration-2</c>, <c>final</c>.</param>
/// <param name="Done">Units of the phase that are done.</param>
/// <param name="Total">Units of the phase in all; 0 before the first work.</param>
/// <param name="Unit"><c>step</c>, <c>subnet</c>, <c>generation</c> or <c>dimension</c>.</param>
/// <param name="ImagesPerSecond">Images trained on or evaluated a second, over the last 20 s; null while that is not known.</param>
/// <param name="SecondsLeft">Seconds that the phase still takes at that pace; null while that is not known.</param>
/// <param name="Step">The last optimizer step; null outside training.</param>
/// <param name="WorkingSetBytes">Memory of the process, bytes.</param>
/// <param name="ProcessorCores">Processor seconds a second since the sample before: cores kept busy.</param>
public sealed record TelemetrySample(
    DateTimeOffset Time,
    int Process,
    string Phase,
    string Subject,
    long Done,
    long Total,
    string Unit,
    double? ImagesPerSecond,
    double? SecondsLeft,
    StepFigures? Step,
    long WorkingSetBytes,
    double ProcessorCores)
{
    /// <summary>The GPUs that the session computes on; null where it computes on none, or they cannot be asked.</summary>
    public IReadOnlyList<DeviceUse>? Devices { get; init; }
}

/// <summary>A GPU at one moment, whoever uses it.</summary>
/// <param name="Device">As settings name it: <c>cuda:0</c>.</param>
/// <param name="BusyShare">Share of the last while in which it computed, 0 to 1.</param>
/// <param name="MemoryBytes">Its memory in use.</param>
/// <param name="MemoryTotalBytes">Its memory.</param>
public sealed record DeviceUse(string Device, double BusyShare, long MemoryBytes, long MemoryTotalBytes);
