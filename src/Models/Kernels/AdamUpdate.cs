using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace S3Actors.Models.Kernels;

/// <summary>
/// One update by AdamW (Loshchilov and Hutter 2019) in one pass over the memory. An element's result does not depend on its place or on the
/// width of vectors.
/// </summary>
/// <param name="step">Updates including this one, from 1.</param>
internal readonly unsafe struct AdamUpdate(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, int step)
{
    private readonly float _keep = (float)(1 - learningRate * weightDecay);
    private readonly float _beta1 = (float)beta1, _rest1 = (float)(1 - beta1), _beta2 = (float)beta2, _rest2 = (float)(1 - beta2);
    private readonly float _rate = (float)(learningRate / (1 - Math.Pow(beta1, step)));
    private readonly float _spread = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
    private readonly float _epsilon = (float)epsilon;

    /// <summary>Updates weights and moments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(float* weights, float* gradients, float* first, float* second, nint count)
    {
        nint i = 0;
        for (; i + Vector256<float>.Count <= count; i += Vector256<float>.Count)
        {
            var gradient = Vector256.Load(gradients + i);
            var mean = Vector256.Load(first + i) * _beta1 + gradient * _rest1;
            var square = Vector256.Load(second + i) * _beta2 + gradient * gradient * _rest2;
            mean.Store(first + i);
            square.Store(second + i);
            var deviation = Vector256.Sqrt(square) * _spread + Vector256.Create(_epsilon);
            (Vector256.Load(weights + i) * _keep - mean * _rate / deviation).Store(weights + i);
        }
        for (; i < count; i++)
        {
            first[i] = first[i] * _beta1 + gradients[i] * _rest1;
            second[i] = second[i] * _beta2 + gradients[i] * gradients[i] * _rest2;
            weights[i] = weights[i] * _keep - first[i] * _rate / (MathF.Sqrt(second[i]) * _spread + _epsilon);
        }
    }
}
