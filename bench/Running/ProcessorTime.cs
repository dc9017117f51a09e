using System.Runtime.InteropServices;

namespace S3Actors.Bench.Running;

/// <summary>
/// Processor seconds, which say more than a duration where others work beside what is measured. Those of this process:
/// <see cref="Environment.CpuUsage"/>.
/// </summary>
public static class ProcessorTime
{
    private const int Children = -1, ThisThread = 1; // RUSAGE_CHILDREN, RUSAGE_THREAD

    /// <summary>Of all child processes that have ended and were waited for.</summary>
    public static double OfChildren() => Of(Children);

    /// <summary>Of the calling thread.</summary>
    public static double OfThisThread() => Of(ThisThread);

    private static double Of(int who)
    {
        var usage = new long[18];
        if (ResourceUsage(who, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        return usage[0] + usage[2] + (usage[1] + usage[3]) * 1e-6;
    }

    /// <summary>Fills a struct rusage: user and system time, seconds and microseconds each, then 14 counts.</summary>
    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int ResourceUsage(int who, [Out] long[] usage);
}
