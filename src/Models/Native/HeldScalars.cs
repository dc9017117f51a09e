using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Native;

/// <summary>
/// Sums and products of tensors whose Scalar is held until libtorch has read it. TorchSharp's own operators make one, pass its handle on and keep
/// no reference: a garbage collection in between frees it, and libtorch reads what stands there then. The build refuses those operators below the
/// coordinator (<c>src/BannedSymbols.txt</c>).
/// </summary>
public static class HeldScalars
{
    private static readonly Scalar One = 1.ToScalar();

    /// <summary>The sum.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>Adds a tensor to this one, in its place.</summary>
    public static void Accumulate(this Tensor sum, Tensor more) => sum.add_(more, One);

    /// <summary>The product.</summary>
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using var held = factor.ToScalar();
        return tensor.mul(held);
    }

    /// <summary>The product, with a factor that is float32 already.</summary>
    public static Tensor Times(this Tensor tensor, float factor)
    {
        using var held = factor.ToScalar();
        return tensor.mul(held);
    }

    /// <summary>Multiplies this tensor, in its place.</summary>
    public static void Scale(this Tensor tensor, double factor)
    {
        using var held = factor.ToScalar();
        tensor.mul_(held);
    }
}
