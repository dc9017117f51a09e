using System.Runtime.InteropServices;

namespace S3Actors.Bench.Running;

/// <summary>What child processes took of the processors, which says more than their duration where others work beside them.</summary>
public static class ChildTime
{
    private const int Children = -1;

    /// <summary>Processor seconds of all children that have ended and were waited for.</summary>
    public static double Seconds()
    {
        var usage = new long[18];
        if (ResourceUsage(Children, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        return usage[0] + usage[2] + (usage[1] + usage[3]) * 1e-6;
    }

    /// <summary>Fills a struct rusage: user and system time, seconds and microseconds each, then 14 counts.</summary>
    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int ResourceUsage(int who, [Out] long[] usage);
}
