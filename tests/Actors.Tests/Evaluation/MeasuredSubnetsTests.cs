using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Evaluation;

public class MeasuredSubnetsTests
{
    private static readonly IReadOnlyList<Architecture> Architectures = Samples.Architectures(8);

    [Fact]
    public void Lists_that_grew_from_each_other_are_as_if_each_were_a_copy()
    {
        // Each step takes some earlier list, adds an architecture that it lacks, and looks something up in another: the index is made at any time.
        var steps = Gen.Choose(0, 999).Three().ListOf();
        Prop.ForAll(steps.ToArbitrary(), plan =>
        {
            List<(MeasuredSubnets List, ImmutableDictionary<Architecture, SubnetResult> Model)> versions =
                [(MeasuredSubnets.None, ImmutableDictionary<Architecture, SubnetResult>.Empty)];
            foreach (var (from, what, where) in plan)
            {
                var (list, model) = versions[from % versions.Count];
                var architecture = Architectures[what % Architectures.Count];
                if (model.ContainsKey(architecture)) continue;
                var result = Samples.Result(architecture) with { };
                versions.Add((list.Add(result), model.Add(architecture, result)));
                var (asked, known) = versions[where % versions.Count];
                Assert.Same(known.GetValueOrDefault(architecture), asked.Find(architecture));
            }
            foreach (var (list, model) in versions)
                Assert.All(Architectures, architecture => Assert.Same(model.GetValueOrDefault(architecture), list.Find(architecture)));
        }).QuickCheckThrowOnFailure();
    }
}
