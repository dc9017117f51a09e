using S3Actors.Messages.Space;
using S3Actors.Models.Devices;
using S3Actors.Models.Network;
using TorchSharp;

namespace S3Actors.Models.Kernels;

/// <summary>
/// The summed gradient of some subnets on one batch by the processor's kernels. A unit of work is one subnet on some of the images; which
/// thread takes it changes nothing: each unit sums into memory of its own, and the units are summed in a fixed order.
/// </summary>
/// <param name="run">Carries numbered tasks out, begun in the order given, on some threads.</param>
internal sealed unsafe class LaneStep(Supernet supernet, LaneArithmetic arithmetic, Action<IReadOnlyList<int>, Action<int>> run) : IDisposable
{
    /// <summary>Parameters from which on the sums of many parts would take more memory than sharing a subnet is worth.</summary>
    private const long ManyParameters = 4_000_000;

    private readonly LaneMemory _batchMemory = new();
    private readonly List<LaneMemory> _weightMemories = []; // by pass
    private readonly List<LaneMemory> _sumMemories = []; // by unit
    private readonly Stack<LaneMemory> _free = []; // for activations, one of each thread at work
    private readonly int _lanes = arithmetic.Lanes;

    /// <summary>Parts of a batch that are summed apart, at most: enough for the threads to share a subnet.</summary>
    private int LargestPartCount => supernet.ParameterCount < ManyParameters ? 4 : 2;

    /// <summary>Adds nothing, writes: the gradient summed over the passes.</summary>
    /// <param name="pixels">[B, C, S, S], dense.</param>
    /// <param name="order">Order in which passes are begun.</param>
    /// <returns>The loss of each pass.</returns>
    /// <exception cref="ArgumentException">A subnet does not fit into the supernet, or a label is no class.</exception>
    public double[] Compute(
        float* pixels, int images, LaneTargets targets, IReadOnlyList<(Architecture Architecture, DropPathPlan? Drop)> passes, IReadOnlyList<int> order,
        torch.Tensor decaying, torch.Tensor plain)
    {
        foreach (var pass in passes) supernet.Require(pass.Architecture);
        var layout = supernet.Layout;
        var (weights, gradients) = (FlatPointers.Of(supernet.Weights), FlatPointers.Of(layout, decaying, plain));
        var batches = Batches(pixels, images, targets);
        var parts = Math.Min(LargestPartCount, batches.Length); // a function of sizes alone: it decides the order of sums
        while (_weightMemories.Count < passes.Count) _weightMemories.Add(new LaneMemory());
        while (_sumMemories.Count < passes.Count * parts) _sumMemories.Add(new LaneMemory());
        var subnets = new LaneSubnet[passes.Count];
        var (sums, losses) = (new SubnetGradientSums[passes.Count * parts], new double[passes.Count * parts]);
        run(order, pass =>
        {
            _weightMemories[pass].ReturnAll();
            subnets[pass] = new LaneSubnet(layout, passes[pass].Architecture, weights, _weightMemories[pass]);
        });
        run([.. order.SelectMany(pass => Enumerable.Range(pass * parts, parts))], unit =>
        {
            var (pass, part) = (unit / parts, unit % parts);
            var memory = Borrow();
            try
            {
                _sumMemories[unit].ReturnAll();
                sums[unit] = new SubnetGradientSums(subnets[pass], _sumMemories[unit]);
                var work = new LanePass(arithmetic, subnets[pass], memory);
                for (var batch = batches.Length * part / parts; batch < batches.Length * (part + 1) / parts; batch++)
                    losses[unit] += work.Run(batches[batch], sums[unit], Factors(passes[pass].Drop, subnets[pass], batch * _lanes, images, _sumMemories[unit]));
            }
            finally
            {
                lock (_free) _free.Push(memory);
            }
        });
        new Span<float>((void*)gradients.Decaying, checked((int)layout.DecayingCount)).Clear();
        new Span<float>((void*)gradients.Plain, checked((int)layout.PlainCount)).Clear();
        var scratch = Borrow();
        scratch.ReturnAll();
        for (var pass = 0; pass < passes.Count; pass++)
        {
            for (var part = 1; part < parts; part++) sums[pass * parts].Add(sums[pass * parts + part]);
            sums[pass * parts].AddTo(subnets[pass], weights, gradients, scratch);
        }
        _free.Push(scratch);
        return [.. Enumerable.Range(0, passes.Count).Select(pass => losses.AsSpan(pass * parts, parts).ToArray().Sum())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batchMemory.Dispose();
        _weightMemories.ForEach(memory => memory.Dispose());
        _sumMemories.ForEach(memory => memory.Dispose());
        foreach (var memory in _free) memory.Dispose();
    }

    private LaneMemory Borrow()
    {
        lock (_free) return _free.TryPop(out var memory) ? memory : new LaneMemory();
    }

    private LaneBatch[] Batches(float* pixels, int images, LaneTargets targets)
    {
        var skeleton = supernet.Layout.Skeleton;
        var imageSize = (nint)skeleton.InputChannels * skeleton.ImageSize * skeleton.ImageSize;
        var batches = new LaneBatch[(images + _lanes - 1) / _lanes];
        _batchMemory.ReturnAll();
        for (var batch = 0; batch < batches.Length; batch++)
        {
            var first = batch * _lanes;
            var count = Math.Min(_lanes, images - first);
            float* patches = _batchMemory.Take(LaneImages.Size(skeleton, _lanes)), weights = _batchMemory.Take(_lanes);
            var target = _batchMemory.Take((nint)skeleton.ClassCount * _lanes);
            LaneImages.Fill(skeleton, pixels + first * imageSize, count, _lanes, patches);
            targets.Fill(target, first, count, skeleton.ClassCount, _lanes);
            for (var lane = 0; lane < _lanes; lane++) weights[lane] = lane < count ? 1f / images : 0;
            batches[batch] = new LaneBatch((nint)patches, (nint)target, (nint)weights);
        }
        return batches;
    }

    /// <summary>What stochastic depth multiplies by in some images, 0 in lanes without one; null where it does nothing.</summary>
    private LaneFactors[]? Factors(DropPathPlan? plan, LaneSubnet subnet, int first, int images, LaneMemory memory)
    {
        if (plan is null) return null;
        var count = Math.Min(_lanes, images - first);
        nint Lanes(torch.Tensor factors)
        {
            var from = (float*)HostMemory.Floats(factors, images) + first;
            var to = memory.TakeZeros(_lanes);
            for (var lane = 0; lane < count; lane++) to[lane] = from[lane];
            return (nint)to;
        }
        return [.. Enumerable.Range(0, subnet.Stages.Sum(stage => stage.Blocks.Count))
            .Select(block => new LaneFactors(Lanes(plan.Attention(block)), Lanes(plan.Mlp(block))))];
    }
}
