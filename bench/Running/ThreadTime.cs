using System.Runtime.InteropServices;

namespace S3Actors.Bench.Running;

/// <summary>What one thread takes of a processor, where others work beside it in the same process.</summary>
public static class ThreadTime
{
    private const int OfThisThread = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Processor seconds of the calling thread so far.</summary>
    public static double Seconds()
    {
        var time = new long[2];
        if (ClockTime(OfThisThread, time) != 0) throw new InvalidOperationException("clock_gettime failed.");
        return time[0] + time[1] * 1e-9;
    }

    /// <summary>Fills a struct timespec: seconds and nanoseconds.</summary>
    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockTime(int clock, [Out] long[] time);
}
