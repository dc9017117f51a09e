namespace S3Actors.Models.Kernels;

/// <summary>
/// Vectors of one instruction set. A vector holds one number of a network for each of <see cref="Count"/> images, its lanes: so the
/// arithmetic of a network reads as if it were of one image, and no shape leaves a lane idle. What is computed in a lane does not
/// depend on the others, but for the sums over images.
/// </summary>
/// <typeparam name="V">The vector.</typeparam>
internal unsafe interface ILanes<V> where V : struct
{
    /// <summary>Images of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>0 in every lane.</summary>
    static abstract V Zero { get; }

    static abstract V Load(float* at);

    static abstract void Store(float* at, V x);

    /// <summary>The same number in every lane.</summary>
    static abstract V Splat(float x);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a b + c, rounded once.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c - a b, rounded once.</summary>
    static abstract V NegatedMultiplyAdd(V a, V b, V c);

    /// <summary>The larger; <paramref name="b"/> where one of them is not a number.</summary>
    static abstract V Larger(V a, V b);

    static abstract V SquareRoot(V x);

    /// <summary>1 / x to the last bit or two.</summary>
    static abstract V Reciprocal(V x);

    static abstract V Magnitude(V x);

    /// <summary>x - floor(x).</summary>
    static abstract V Fraction(V x);

    /// <summary>y times 2^floor(x), 0 where x is below about -126.</summary>
    static abstract V TimesPowerOfTwo(V y, V x);

    /// <summary><paramref name="negative"/> where the sign of x is set, else <paramref name="positive"/>.</summary>
    static abstract V BySign(V x, V negative, V positive);

    /// <summary>
    /// Adds the sums over the lanes of eight vectors to four numbers that lie side by side, and to four others <paramref name="step"/> further.
    /// </summary>
    static abstract void AddSums(float* to, nint step, V a, V b, V c, V d, V e, V f, V g, V h);
}
