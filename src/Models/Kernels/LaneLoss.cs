using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>Cross-entropy of as many images as a vector has lanes.</summary>
internal static unsafe class LaneLoss<L, V> where L : ILanes<V> where V : struct
{
    private const float Log2OfE = 1.44269504f;

    /// <summary>Turns scores into probabilities.</summary>
    /// <param name="scores">[classes].</param>
    /// <param name="probabilities">[classes].</param>
    /// <param name="logSums">One number an image: the logarithm of the sum of exponentials of its scores.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(float* scores, int classes, float* probabilities, float* logSums)
    {
        var most = L.Splat(float.NegativeInfinity);
        for (var c = 0; c < classes; c++) most = L.Larger(most, L.Load(scores + (nint)c * L.Count));
        var total = L.Zero;
        for (var c = 0; c < classes; c++)
        {
            var power = Elementary<L, V>.PowerOfTwo(L.Multiply(L.Subtract(L.Load(scores + (nint)c * L.Count), most), L.Splat(Log2OfE)));
            L.Store(probabilities + (nint)c * L.Count, power);
            total = L.Add(total, power);
        }
        var share = L.Divide(L.Splat(1), total);
        for (var c = 0; c < classes; c++) L.Store(probabilities + (nint)c * L.Count, L.Multiply(L.Load(probabilities + (nint)c * L.Count), share));
        L.Store(logSums, total);
        var largest = stackalloc float[L.Count];
        L.Store(largest, most);
        for (var lane = 0; lane < L.Count; lane++) logSums[lane] = largest[lane] + MathF.Log(logSums[lane]);
    }

    /// <summary>The gradient of the mean loss: (probability - target) * weight.</summary>
    /// <param name="probabilities">[classes]; overwritten.</param>
    /// <param name="targets">[classes].</param>
    /// <param name="weights">One vector: 1 / images of the batch, 0 where a lane has no image.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* probabilities, float* targets, float* weights, int classes)
    {
        var weight = L.Load(weights);
        for (var c = 0; c < classes; c++)
        {
            var at = probabilities + (nint)c * L.Count;
            L.Store(at, L.Multiply(L.Subtract(L.Load(at), L.Load(targets + (nint)c * L.Count)), weight));
        }
    }
}
