using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Native;

/// <summary>
/// Operations of libtorch on lists of tensors, which TorchSharp does not bind: they are reached through TorchScript. A GPU does each in a few
/// launches, whatever the number of tensors; on a processor they are loops with the same results. Safe for any number of threads.
/// </summary>
public static class TensorLists
{
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile("""
        def copy(to: List[Tensor], source: List[Tensor]) -> None:
            torch._foreach_copy_(to, source)

        def adamw(weights: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor],
                  rate: float, beta1: float, beta2: float, decay: float, epsilon: float) -> None:
            torch._fused_adamw_(weights, gradients, first, second, [], steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay,
                                eps=epsilon, amsgrad=False, maximize=False)

        """)); // its parser asks for the last line's end

    /// <summary>Copies each tensor into its counterpart of the same shape; types may differ.</summary>
    /// <remarks>A GPU takes few launches where all of one side have one type, and each has its counterpart's strides.</remarks>
    public static void Copy(Tensor[] to, Tensor[] source)
    {
        if (to.Length == 0) return;
        Script.Value.invoke("copy", to, source);
        GC.KeepAlive(to);
        GC.KeepAlive(source);
    }

    /// <summary>One update by AdamW (Loshchilov and Hutter 2019), float32, in one pass over the memory.</summary>
    /// <param name="steps">[1], float32: updates including this one.</param>
    public static void AdamW(
        Tensor weights, Tensor gradient, Tensor first, Tensor second, Tensor steps, double rate, double beta1, double beta2, double decay, double epsilon)
    {
        using Scalar heldRate = rate.ToScalar(), heldBeta1 = beta1.ToScalar(), heldBeta2 = beta2.ToScalar(), heldDecay = decay.ToScalar(),
            heldEpsilon = epsilon.ToScalar();
        Tensor[][] lists = [[weights], [gradient], [first], [second], [steps]];
        Script.Value.invoke("adamw", lists[0], lists[1], lists[2], lists[3], lists[4], heldRate, heldBeta1, heldBeta2, heldDecay, heldEpsilon);
        GC.KeepAlive(lists);
    }
}
