namespace S3Actors.Models.Kernels;

/// <summary>Some images as a training pass reads them, as many as a vector has lanes.</summary>
/// <param name="PatchesAt">See <see cref="LaneImages"/>.</param>
/// <param name="TargetsAt">[classes]: probabilities that the scores are compared with.</param>
/// <param name="WeightsAt">One vector: an image's share of the batch's loss; 0 in lanes without an image.</param>
internal readonly record struct LaneBatch(nint PatchesAt, nint TargetsAt, nint WeightsAt);

/// <summary>One subnet's forward and backward pass over as many images as a vector has lanes.</summary>
internal sealed unsafe class LanePass(LaneArithmetic arithmetic, LaneSubnet subnet, LaneMemory memory)
{
    private readonly int _lanes = arithmetic.Lanes;

    /// <summary>Adds the gradients of the weights.</summary>
    /// <param name="drop">By block over all stages; null where nothing is dropped.</param>
    /// <returns>The images' share of the batch's mean loss.</returns>
    public double Run(LaneBatch batch, SubnetGradientSums sums, LaneFactors[]? drop)
    {
        memory.ReturnAll();
        var patches = (float*)batch.PatchesAt;
        var first = subnet.Stages[0];
        float* embedNormal = Take(first.Tokens, first.Channels), embedDeviation = Take(first.Tokens, 1), x = Take(first.Tokens, first.Channels);
        arithmetic.Embed(subnet.Embed, patches, embedNormal, embedDeviation, x);
        var merges = new (nint Normal, nint Deviation)[subnet.Stages.Count];
        var rooms = new BlockActivations[subnet.Stages.Count][];
        var done = 0;
        for (var s = 0; s < subnet.Stages.Count; s++)
        {
            var stage = subnet.Stages[s];
            if (stage.Merge is { } merge)
            {
                var before = x;
                x = Take(stage.Tokens, stage.Channels);
                merges[s] = ((nint)Take(stage.Tokens, 4 * merge.Before), (nint)Take(stage.Tokens, 1));
                arithmetic.Merge(merge, before, (float*)merges[s].Normal, (float*)merges[s].Deviation, x);
            }
            rooms[s] = new BlockActivations[stage.Blocks.Count];
            for (var b = 0; b < stage.Blocks.Count; b++, done++)
            {
                rooms[s][b] = new BlockActivations(stage.Blocks[b], memory, _lanes, keep: true);
                arithmetic.Block(stage.Blocks[b], rooms[s][b], memory, x, x, drop?[done]);
            }
        }
        var dx = Take(subnet.Head.Tokens, subnet.Head.Channels);
        var loss = Classify(batch, sums, x, dx);
        for (var s = subnet.Stages.Count - 1; s >= 0; s--)
        {
            var stage = subnet.Stages[s];
            for (var b = stage.Blocks.Count - 1; b >= 0; b--)
                arithmetic.BlockGradient(stage.Blocks[b], rooms[s][b], sums.Blocks[s][b], memory, dx, drop?[--done]);
            if (stage.Merge is not { } merge) continue;
            var dy = dx;
            dx = Take(subnet.Stages[s - 1].Tokens, merge.Before);
            arithmetic.MergeGradient(merge, sums.Merges[s], memory, (float*)merges[s].Normal, (float*)merges[s].Deviation, dy, dx);
        }
        arithmetic.EmbedGradient(subnet.Embed, sums.Embed, sums.EmbedScale, sums.EmbedShift, memory, patches, embedNormal, embedDeviation, dx);
        return loss;
    }

    /// <summary>Loss, and the gradient of the last stage's tokens.</summary>
    private double Classify(LaneBatch batch, SubnetGradientSums sums, float* x, float* dx)
    {
        var head = subnet.Head;
        float* normal = Take(head.Tokens, head.Channels), deviation = Take(head.Tokens, 1), pooled = Take(1, head.Channels);
        float* scores = Take(1, head.Classes), probabilities = Take(1, head.Classes), logSums = Take(1, 1);
        arithmetic.Classify(head, x, normal, deviation, pooled, scores);
        arithmetic.Softmax(scores, head.Classes, probabilities, logSums);
        float* targets = (float*)batch.TargetsAt, weights = (float*)batch.WeightsAt;
        double loss = 0;
        for (var lane = 0; lane < _lanes; lane++)
        {
            if (weights[lane] == 0) continue;
            double ofImage = 0;
            for (var c = 0; c < head.Classes; c++) ofImage += targets[c * _lanes + lane] * (double)(logSums[lane] - scores[c * _lanes + lane]);
            loss += weights[lane] * ofImage;
        }
        arithmetic.LossGradient(probabilities, targets, weights, head.Classes);
        arithmetic.ClassifyGradient(head, sums.Head, memory, normal, deviation, pooled, probabilities, dx);
        return loss;
    }

    private float* Take(int tokens, int channels) => memory.Take((nint)tokens * BlockActivations.Pitch(channels) * _lanes);
}
