using S3Actors.Bench.Running;
using S3Actors.Messages.Space;

namespace S3Actors.Bench.Estimators;

/// <summary>
/// The work of an evaluation, counted in stages run: subnets of one group that begin with the same stages share them. Whole stages only:
/// blocks that are shared within a stage are not counted as saved.
/// </summary>
internal static class StagePasses
{
    /// <summary>Stages run for subnets handed out in their order, in groups as a campaign makes them.</summary>
    public static int Of(IReadOnlyList<Architecture> subnets) => subnets.Chunk(EvaluatorTeam.Group).Sum(Distinct);

    private static int Distinct(IEnumerable<Architecture> group) => group
        .SelectMany(subnet => Enumerable.Range(1, subnet.Stages.Count).Select(depth => new Architecture([.. subnet.Stages.Take(depth)])))
        .Distinct().Count();
}
