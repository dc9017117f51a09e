using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>A tensor that a network computes with, made of shared weights, and the way of its gradient back to them.</summary>
/// <param name="weights">Either shares the memory of the weights, or is a copy that <see cref="Take"/> fills.</param>
/// <param name="kept">What it is made of, which it owns.</param>
internal sealed class WeightLeaf(Tensor weights, params Tensor?[] kept) : IDisposable
{
    public Tensor Weights { get; } = weights;

    /// <summary>Fills the copy from the weights as they are; null where the memory is theirs.</summary>
    public Action? Take { get; init; }

    /// <summary>The place in the flat gradient that the gradient of <see cref="Weights"/> goes to; null in a view without gradients.</summary>
    public Tensor? Gradient { get; init; }

    /// <summary>The gradient of <see cref="Weights"/> in the shape of <see cref="Gradient"/>; null where it has it already.</summary>
    public Func<Tensor, Tensor>? Shaped { get; init; }

    /// <summary>What remains to be done once the gradient is in its place; null for nothing.</summary>
    public Action? Finish { get; init; }

    /// <summary>The pass for which the copy was taken.</summary>
    public long TakenIn { get; set; }

    public void Dispose()
    {
        Weights.Dispose();
        foreach (var tensor in kept) tensor?.Dispose();
    }
}
