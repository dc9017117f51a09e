using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Actors.Models.Kernels;

/// <summary>16 images a vector: AVX-512 (F and DQ).</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    private const byte RoundDown = 0x9; // towards minus infinity, no exceptions

    /// <summary>Whether this processor, as the runtime may use it, has the instructions.</summary>
    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported && Fma.IsSupported;

    public static int Count => 16;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* at) => Vector512.Load(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* at, Vector512<float> x) => x.Store(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Splat(float x) => Vector512.Create(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => Avx512F.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => Avx512F.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => Avx512F.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => Avx512F.Divide(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Avx512F.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NegatedMultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.FusedMultiplyAddNegated(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Larger(Vector512<float> a, Vector512<float> b) => Avx512F.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SquareRoot(Vector512<float> x) => Avx512F.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Reciprocal(Vector512<float> x)
    {
        var estimate = Avx512F.Reciprocal14(x);
        return Avx512F.FusedMultiplyAdd(estimate, Avx512F.FusedMultiplyAddNegated(x, estimate, Vector512.Create(1f)), estimate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Magnitude(Vector512<float> x) => Vector512.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fraction(Vector512<float> x) => Avx512DQ.Reduce(x, RoundDown);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> TimesPowerOfTwo(Vector512<float> y, Vector512<float> x) => Avx512F.Scale(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> BySign(Vector512<float> x, Vector512<float> negative, Vector512<float> positive) =>
        Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), negative, positive);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSums(
        float* to, nint step, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d,
        Vector512<float> e, Vector512<float> f, Vector512<float> g, Vector512<float> h)
    {
        var first = Quarters(a, b, c, d);
        var second = Quarters(e, f, g, h);
        var halves = Avx512F.Add(Avx512F.Shuffle4x128(first, second, 0b_01_00_01_00), Avx512F.Shuffle4x128(first, second, 0b_11_10_11_10));
        var sums = Avx512F.Add(Avx512F.Shuffle4x128(halves, halves, 0b_10_00_10_00), Avx512F.Shuffle4x128(halves, halves, 0b_11_01_11_01)).GetLower();
        Sse.Store(to, Sse.Add(Sse.LoadVector128(to), sums.GetLower()));
        Sse.Store(to + step, Sse.Add(Sse.LoadVector128(to + step), sums.GetUpper()));
    }

    /// <summary>In each quarter of the result, the sums of that quarter of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab = Avx512F.Add(Avx512F.UnpackLow(a, b), Avx512F.UnpackHigh(a, b)).AsDouble(); // a b a b
        var cd = Avx512F.Add(Avx512F.UnpackLow(c, d), Avx512F.UnpackHigh(c, d)).AsDouble();
        return Avx512F.Add(Avx512F.UnpackLow(ab, cd).AsSingle(), Avx512F.UnpackHigh(ab, cd).AsSingle()); // a b c d
    }
}
