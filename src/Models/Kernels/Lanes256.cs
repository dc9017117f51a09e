using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Actors.Models.Kernels;

/// <summary>8 images a vector: AVX2 with FMA.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    private const float SmallestExponent = -126;

    /// <summary>Whether this processor, as the runtime may use it, has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 8;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* at) => Avx.LoadVector256(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* at, Vector256<float> x) => Avx.Store(at, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Splat(float x) => Vector256.Create(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => Avx.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => Avx.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => Avx.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => Avx.Divide(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Fma.MultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NegatedMultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Fma.MultiplyAddNegated(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Larger(Vector256<float> a, Vector256<float> b) => Avx.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SquareRoot(Vector256<float> x) => Avx.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Reciprocal(Vector256<float> x)
    {
        var estimate = Avx.Reciprocal(x);
        return Fma.MultiplyAdd(estimate, Fma.MultiplyAddNegated(x, estimate, Vector256.Create(1f)), estimate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Magnitude(Vector256<float> x) => Vector256.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Fraction(Vector256<float> x) => Avx.Subtract(x, Avx.RoundToNegativeInfinity(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> TimesPowerOfTwo(Vector256<float> y, Vector256<float> x)
    {
        var exponent = Avx.RoundToNegativeInfinity(x);
        var scaled = Avx2.Add(y.AsInt32(), Avx2.ShiftLeftLogical(Avx.ConvertToVector256Int32(exponent), 23)).AsSingle();
        // What is no number stays none: then the comparison is false, and y is none either.
        return Vector256.AndNot(scaled, Vector256.LessThan(exponent, Vector256.Create(SmallestExponent)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> BySign(Vector256<float> x, Vector256<float> negative, Vector256<float> positive) =>
        Avx.BlendVariable(positive, negative, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSums(
        float* to, nint step, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d,
        Vector256<float> e, Vector256<float> f, Vector256<float> g, Vector256<float> h)
    {
        var first = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d)); // a b c d of each half
        var second = Avx.HorizontalAdd(Avx.HorizontalAdd(e, f), Avx.HorizontalAdd(g, h));
        var sums = Avx.Add(Avx.Permute2x128(first, second, 0x20), Avx.Permute2x128(first, second, 0x31));
        Sse.Store(to, Sse.Add(Sse.LoadVector128(to), sums.GetLower()));
        Sse.Store(to + step, Sse.Add(Sse.LoadVector128(to + step), sums.GetUpper()));
    }
}
