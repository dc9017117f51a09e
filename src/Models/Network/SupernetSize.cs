using S3Actors.Messages.Space;

namespace S3Actors.Models.Network;

/// <summary>Numbers of a supernet's shared parameters and of the tensors they lie in.</summary>
public readonly record struct SupernetSize(long ParameterCount, long TensorCount)
{
    /// <summary>Counts without laying the supernet out: all blocks of a stage are alike, so that one of each tells of any depth.</summary>
    public static SupernetSize Of(NetworkSkeleton skeleton, SearchSpace space)
    {
        var flat = Enumerable.Range(1, space.StageCount).Aggregate(space, (all, stage) => all.With(all[stage, DimensionKind.Depth] with { Choices = [1] }));
        var one = LaidOut(flat);
        var (parameters, tensors) = one;
        for (var stage = 1; stage <= space.StageCount; stage++)
        {
            var two = LaidOut(flat.With(flat[stage, DimensionKind.Depth] with { Choices = [2] }));
            var more = (long)space[stage, DimensionKind.Depth].Largest - 1;
            parameters += more * (two.ParameterCount - one.ParameterCount);
            tensors += more * (two.TensorCount - one.TensorCount);
        }
        return new SupernetSize(parameters, tensors);

        SupernetSize LaidOut(SearchSpace shallow)
        {
            var layout = new SupernetLayout(skeleton, shallow);
            return new SupernetSize(layout.ParameterCount, layout.Parameters.Count);
        }
    }
}
