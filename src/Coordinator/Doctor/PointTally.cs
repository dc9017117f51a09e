using System.IO.MemoryMappedFiles;
using S3Actors.Models.Durability;

namespace S3Actors.Coordinator.Doctor;

/// <summary>
/// How often each critical point was reached, in a small file mapped into memory: it says so of a process that was killed, too. Places, 8
/// bytes little-endian each: the points in the order of <see cref="CriticalPoints.All"/>, then the training steps that a crash would lose.
/// </summary>
public sealed class PointTally : IDisposable
{
    private static readonly Dictionary<string, int> Places =
        CriticalPoints.All.Select((point, place) => (point.Name, place)).ToDictionary(it => it.Name, it => it.place, StringComparer.Ordinal);

    private static readonly int StepsAtRiskPlace = CriticalPoints.All.Count;
    private static readonly int Bytes = (CriticalPoints.All.Count + 1) * sizeof(long);
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private PointTally(MemoryMappedFile file) => (_file, _view) = (file, file.CreateViewAccessor(0, Bytes));

    /// <summary>Creates the file with nothing counted, or empties it.</summary>
    public static void Create(string path) => File.WriteAllBytes(path, new byte[Bytes]);

    /// <summary>Opens a file made by <see cref="Create"/>.</summary>
    public static PointTally Open(string path) => new(MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, Bytes));

    /// <summary>Times a point was reached.</summary>
    public long this[string point] => _view.ReadInt64(Places[point] * sizeof(long));

    /// <summary>Training steps done since the last checkpoint that the journal names.</summary>
    public long StepsAtRisk => _view.ReadInt64(StepsAtRiskPlace * sizeof(long));

    /// <summary>Counts one more. Not for two threads at once.</summary>
    /// <returns>Times the point was reached, this one included.</returns>
    public long Count(string point)
    {
        if (point == CriticalPoints.StepDone) _view.Write(StepsAtRiskPlace * sizeof(long), StepsAtRisk + 1);
        if (point == CriticalPoints.CheckpointRecorded) _view.Write(StepsAtRiskPlace * sizeof(long), 0L);
        var times = this[point] + 1;
        _view.Write(Places[point] * sizeof(long), times);
        return times;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
