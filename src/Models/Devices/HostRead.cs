using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Devices;

/// <summary>
/// The one place where numbers come from a tensor's device to the program. On a GPU each read waits until everything asked of it is done,
/// so a training step makes one, and an evaluation one for all its subnets; checkpoints make more. No other source reads a tensor.
/// </summary>
public static class HostRead
{
    [ThreadStatic] private static long _count;

    /// <summary>Reads made by the calling thread so far.</summary>
    public static long Count => _count;

    /// <summary>The elements of a float32 tensor, row-major.</summary>
    public static float[] Floats(Tensor values) => Elements<float>(values);

    /// <summary>The elements of a float64 tensor, row-major.</summary>
    public static double[] Doubles(Tensor values) => Elements<double>(values);

    /// <summary>Writes a tensor's elements as they lie in memory, row-major.</summary>
    public static void Write(Tensor values, Stream stream)
    {
        _count++;
        using var scope = NewDisposeScope();
        stream.Write(values.cpu().contiguous().bytes);
    }

    private static T[] Elements<T>(Tensor values) where T : unmanaged
    {
        _count++;
        using var scope = NewDisposeScope();
        return values.cpu().data<T>().ToArray();
    }
}
