using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>Elementary functions of a vector, to about 1e-7.</summary>
internal static class Elementary<L, V> where L : ILanes<V> where V : struct
{
    private const float HalfOfLog2OfE = 0.72134752f;
    private const float OneOverRootTwoPi = 0.39894228f;

    /// <summary>2^x: the polynomial for the fraction has a relative error of 7.5e-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerOfTwo(V x)
    {
        var fraction = L.Fraction(x);
        var power = L.MultiplyAdd(L.Splat(0.0018775767f), fraction, L.Splat(0.0089893397f));
        power = L.MultiplyAdd(power, fraction, L.Splat(0.055826318f));
        power = L.MultiplyAdd(power, fraction, L.Splat(0.24015361f));
        power = L.MultiplyAdd(power, fraction, L.Splat(0.69315308f));
        power = L.MultiplyAdd(power, fraction, L.Splat(0.99999994f));
        return L.TimesPowerOfTwo(power, x);
    }

    /// <summary>GELU in its exact form, x P(x) with the normal distribution P, and its slope P(x) + x p(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x, out V slope)
    {
        var below = Distribution(x, out var bell);
        slope = L.MultiplyAdd(L.Multiply(x, L.Splat(OneOverRootTwoPi)), bell, below);
        return L.Multiply(x, below);
    }

    /// <summary>GELU alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x) => L.Multiply(x, Distribution(x, out _));

    /// <summary>
    /// The normal distribution (Abramowitz and Stegun 7.1.26, error 0.8e-7), and its density times the square root of 2 pi.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Distribution(V x, out V bell)
    {
        var t = L.Reciprocal(L.MultiplyAdd(L.Magnitude(x), L.Splat(0.231641888f), L.Splat(1))); // 0.3275911 / sqrt(2)
        bell = PowerOfTwo(L.Multiply(L.Multiply(x, L.Splat(-HalfOfLog2OfE)), x));
        var tail = L.MultiplyAdd(L.Splat(0.5307027145f), t, L.Splat(-0.7265760135f)); // halves of the published coefficients
        tail = L.MultiplyAdd(tail, t, L.Splat(0.7107068705f));
        tail = L.MultiplyAdd(tail, t, L.Splat(-0.142248368f));
        tail = L.MultiplyAdd(tail, t, L.Splat(0.127414796f));
        tail = L.Multiply(L.Multiply(tail, t), bell);
        return L.BySign(x, tail, L.Subtract(L.Splat(1), tail));
    }
}
