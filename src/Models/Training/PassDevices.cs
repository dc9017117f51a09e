using S3Actors.Models.Data;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>
/// The devices that share the passes of a training step. The first holds the weights that are trained; each other one a copy of them, taken at
/// every step. A pass is always computed by the same device, so its bits do not depend on the others.
/// </summary>
internal sealed class PassDevices : IDisposable
{
    private readonly Supernet[] _supernets; // the first is the caller's

    /// <param name="first">The supernet that is trained; not owned.</param>
    /// <param name="others">Further devices; a name may come twice, or be that of the first.</param>
    public PassDevices(Supernet first, IReadOnlyList<string> others)
    {
        _supernets = [first, .. others.Select(other => new Supernet(first.Layout.Skeleton, first.Layout.Space, device(other), first.Weights.Precision))];
    }

    /// <summary>How many there are.</summary>
    public int Count => _supernets.Length;

    /// <summary>The device that computes a pass: there and back along the order in which they begin, which is that of their cost.</summary>
    /// <param name="place">Of the pass in that order, counted from 0.</param>
    public int Of(int place) => place / Count % 2 == 0 ? place % Count : Count - 1 - place % Count;

    /// <summary>The supernet on a device.</summary>
    public Supernet this[int at] => _supernets[at];

    /// <summary>Gives every device the weights as they are now, and the batch.</summary>
    /// <returns>The batch on each device; those of the others belong to the caller's dispose scope.</returns>
    public ImageBatch[] Begin(ImageBatch batch)
    {
        using var noGrad = no_grad();
        foreach (var supernet in _supernets.Skip(1))
        {
            supernet.Weights.Decaying.copy_(_supernets[0].Weights.Decaying);
            supernet.Weights.Plain.copy_(_supernets[0].Weights.Plain);
        }
        return [batch, .. _supernets.Skip(1).Select(supernet => batch.On(supernet.Device))];
    }

    /// <summary>A tensor on the first device.</summary>
    public Tensor Home(Tensor tensor) => Count == 1 ? tensor : tensor.to(_supernets[0].Device);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var supernet in _supernets.Skip(1)) supernet.Dispose();
    }
}
