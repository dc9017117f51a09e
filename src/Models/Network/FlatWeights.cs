using S3Actors.Messages.Campaign;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// A supernet's shared weights in two flat float32 storages, so that one optimizer update touches two tensors and not hundreds:
/// one with the parameters that weight decay acts on, one with all others (<see cref="SupernetLayout"/> says where each lies).
/// </summary>
public sealed class FlatWeights : IDisposable
{
    /// <summary>Zeros, until <see cref="Initialise"/> or a checkpoint fills them.</summary>
    /// <param name="precision">What passes through these weights multiply in; null for float32.</param>
    public FlatWeights(SupernetLayout layout, Device device, ReducedPrecision? precision = null)
    {
        Layout = layout;
        Precision = precision;
        Decaying = zeros(layout.DecayingCount, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        Plain = zeros(layout.PlainCount, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
    }

    /// <summary>Which parameter lies where.</summary>
    public SupernetLayout Layout { get; }

    /// <summary>What passes through these weights multiply in; null for float32.</summary>
    public ReducedPrecision? Precision { get; }

    /// <summary>[<see cref="SupernetLayout.DecayingCount"/>], float32, no gradient of its own.</summary>
    public Tensor Decaying { get; }

    /// <summary>[<see cref="SupernetLayout.PlainCount"/>], float32, no gradient of its own.</summary>
    public Tensor Plain { get; }

    /// <summary>The parameter at its whole size, in its checkpoint shape: a view that the caller disposes of.</summary>
    public Tensor View(ParameterSpec parameter) => View(parameter, Decaying, Plain);

    /// <summary>The same view into another pair of flat tensors of this layout, e.g. gradients or moments.</summary>
    public static Tensor View(ParameterSpec parameter, Tensor decaying, Tensor plain)
    {
        using var flat = (parameter.Decays ? decaying : plain).narrow(0, parameter.Offset, parameter.Count);
        return flat.view([.. parameter.Shape]);
    }

    /// <summary>Fills every parameter with its initial value, a function of the arguments and the parameter's name and shape alone.</summary>
    /// <param name="supernet">Index of the supernet: the iteration, or iterations + 1 for the final one.</param>
    public void Initialise(Initialisation initialisation, long seed, int supernet)
    {
        using var noGrad = no_grad();
        foreach (var parameter in Layout.Parameters)
        {
            using var scope = NewDisposeScope();
            var values = InitialWeights.Of(parameter, initialisation, seed, supernet);
            View(parameter).copy_(tensor(values, [.. parameter.Shape], dtype: ScalarType.Float32));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Decaying.Dispose();
        Plain.Dispose();
    }
}
