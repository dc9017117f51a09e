using System.Globalization;
using System.Runtime.InteropServices;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Durability;

namespace S3Actors.Coordinator.Doctor;

/// <summary>
/// What the environment asks of a process under test. <c>S3ACTORS_CRASH_AT=POINT#N</c>: kill yourself (SIGKILL) as you reach the point for
/// the N-th time. <c>S3ACTORS_TALLY=FILE</c>: count in that file (<see cref="PointTally"/>) how often each point is reached.
/// </summary>
internal sealed class CrashPoints : ICriticalPoints
{
    /// <summary>Names the point to crash at.</summary>
    public const string CrashAt = "S3ACTORS_CRASH_AT";

    /// <summary>Names the file to count in.</summary>
    public const string Tally = "S3ACTORS_TALLY";

    private const int Sigkill = 9;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _counts = CriticalPoints.All.ToDictionary(point => point.Name, _ => 0L, StringComparer.Ordinal);
    private readonly PointTally? _tally;
    private readonly string? _point;
    private readonly long _count;

    private CrashPoints(PointTally? tally, string? point, long count) => (_tally, _point, _count) = (tally, point, count);

    /// <summary>What the environment asks; <see cref="CriticalPoints.None"/> where it asks nothing.</summary>
    /// <exception cref="BadInputException">It names no point, or no count.</exception>
    public static ICriticalPoints FromEnvironment()
    {
        var (crash, tally) = (Environment.GetEnvironmentVariable(CrashAt), Environment.GetEnvironmentVariable(Tally));
        if (string.IsNullOrEmpty(crash) && string.IsNullOrEmpty(tally)) return CriticalPoints.None;
        var (point, count) = string.IsNullOrEmpty(crash) ? (null, 0) : Parse(crash);
        return new CrashPoints(string.IsNullOrEmpty(tally) ? null : PointTally.Open(tally), point, count);
    }

    /// <inheritdoc/>
    public void Reach(string point)
    {
        lock (_gate)
        {
            _tally?.Count(point);
            if (++_counts[point] != _count || point != _point) return;
            _ = Kill(Environment.ProcessId, Sigkill);
            Thread.Sleep(Timeout.Infinite); // whatever comes after the point must not begin while the signal is on its way
        }
    }

    private static (string Point, long Count) Parse(string text)
    {
        var parts = text.Split('#');
        if (parts.Length == 2 && CriticalPoints.All.Any(point => point.Name == parts[0])
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return (parts[0], count);
        throw new BadInputException($"{CrashAt}={text}: POINT#N with N from 1 and POINT one of {string.Join(", ", CriticalPoints.All.Select(point => point.Name))}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
