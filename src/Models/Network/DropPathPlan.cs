using S3Actors.Messages.Space;
using S3Actors.Models.Devices;
using S3Actors.Models.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// Stochastic depth of one training pass, decided beforehand: for each image and each residual branch either 0 or 1 / (1 - rate). The rate
/// rises linearly from 0 at the subnet's first block to the full rate at its last.
/// </summary>
public sealed class DropPathPlan : IDisposable
{
    private readonly Tensor[] _factors;

    private DropPathPlan(Tensor[] factors) => _factors = factors;

    /// <summary>The plan of one pass, a function of the stream alone; null where nothing is ever dropped.</summary>
    /// <param name="rate">Rate of the last block, in [0, 1).</param>
    public static DropPathPlan? Create(double rate, Architecture architecture, int images, CounterRandom random, Device device)
    {
        var blocks = architecture.Stages.Sum(stage => stage.Blocks.Count);
        if (rate <= 0 || blocks < 2) return null;
        var factors = new float[2 * blocks * images];
        for (var i = 0; i < factors.Length; i++)
        {
            var drop = RateOf(i / (2 * images), blocks, rate);
            factors[i] = random.NextDouble() < drop ? 0 : (float)(1 / (1 - drop));
        }
        using var all = DeviceCopy.Of(factors, [2 * blocks, images, 1], device);
        var branches = all.unbind(0);
        foreach (var branch in branches) branch.DetachFromDisposeScope();
        return new DropPathPlan(branches);
    }

    /// <summary>The rate of a block, counted from 0 over all stages.</summary>
    public static double RateOf(int block, int blocks, double rate) => blocks < 2 ? 0 : rate * block / (blocks - 1);

    /// <summary>[B, 1]: factors of a block's attention branch.</summary>
    public Tensor Attention(int block) => _factors[2 * block];

    /// <summary>[B, 1]: factors of a block's MLP branch.</summary>
    public Tensor Mlp(int block) => _factors[2 * block + 1];

    /// <summary>The same plan on another device, in the caller's dispose scope.</summary>
    public DropPathPlan On(Device device) => new(Array.ConvertAll(_factors, factor => factor.to(device)));

    /// <summary>The plan of some of the images: views, in the caller's dispose scope.</summary>
    public DropPathPlan Part(long start, long count) => new(Array.ConvertAll(_factors, factor => factor.narrow(0, start, count)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var factor in _factors) factor.Dispose();
    }
}
