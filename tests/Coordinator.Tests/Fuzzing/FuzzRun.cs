using System.Diagnostics;

namespace S3Actors.Tests.Coordinator.Fuzzing;

/// <summary>A reader under many inputs, watched from another thread: one that hangs fails too, by its number.</summary>
/// <param name="freeBytes">What any input may allocate, whatever its length.</param>
internal sealed class FuzzRun(FuzzTarget target, HostileInput inputs, long freeBytes)
{
    private int _number;
    private long _begun;

    /// <summary>Inputs that were taken for well-formed.</summary>
    public int Taken { get; private set; }

    public TimeSpan Slowest { get; private set; }

    /// <summary>Bytes, of the runtime's memory.</summary>
    public long LargestAllocation { get; private set; }

    /// <summary>Reads the inputs of some numbers.</summary>
    /// <param name="patience">Time that one may take.</param>
    public void Go(int first, int end, TimeSpan patience)
    {
        Exception? fault = null;
        var ended = false;
        Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
        // As much stack as a thread of the product has.
        var reader = new Thread(() =>
        {
            try
            {
                for (_number = first; _number < end; _number++) Read();
            }
            catch (Exception e)
            {
                fault = e;
            }
            ended = true;
        }) { IsBackground = true };
        reader.Start();
        while (!reader.Join(TimeSpan.FromSeconds(1)))
            Assert.True(Stopwatch.GetElapsedTime(Volatile.Read(ref _begun)) < patience, $"input {_number} hangs: {Shown(_number)}");
        Assert.True(ended && fault is null, $"input {_number}: {fault}\n{Shown(_number)}");
    }

    private void Read()
    {
        var input = inputs.At(_number);
        var (allocated, begun) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        Volatile.Write(ref _begun, begun);
        if (target.Read(input)) Taken++;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var time = Stopwatch.GetElapsedTime(begun);
        if (allocated > freeBytes + target.BytesOfByte * input.Length) throw new InvalidOperationException($"{input.Length} bytes had {allocated} bytes allocated");
        if (time > Slowest) Slowest = time;
        LargestAllocation = Math.Max(LargestAllocation, allocated);
    }

    private string Shown(int number) => Convert.ToHexString(inputs.At(number));
}
