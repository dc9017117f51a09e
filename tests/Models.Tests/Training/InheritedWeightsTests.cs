using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using S3Actors.Tests.Models.Network;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Training;

public sealed class InheritedWeightsTests : IDisposable
{
    /// <summary>Of <see cref="TrainingSamples.SmallSpace"/> what evolution may make: some dimensions grew, some shrank, and common subnets are left.</summary>
    private static readonly SearchSpace Moved = new([
        .. SampleSpaces.Stage(1, [2, 3], [8, 12, 20], [3, 4], [1, 2, 3], [2, 3], [8, 12]),
        .. SampleSpaces.Stage(2, [1], [12, 16, 24], [2], [2], [1, 2], [12, 16, 24]),
    ]);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_subnet_of_both_spaces_has_the_weights_that_it_had()
    {
        using var before = Trainer();
        for (var step = 0; step < 3; step++) before.Step();
        var saved = before.SaveCheckpoint(_folder["before"]);
        using var after = new SandwichTrainer(Spec(), Moved, new SupernetIdentity("iteration-2", 2, 6), Images, new TrainingExecution(1));
        after.Inherit(saved.Path, saved.Sha256, SmallSpace);

        Architecture[] common = [.. Enumerable.Range(0, 2000).Select(i => NetworkSamples.Random(Moved, i)).Where(it => SpaceArithmetic.Contains(SmallSpace, it)).Distinct()];
        Assert.True(common.Length >= 4, $"{common.Length} common subnets");
        foreach (var architecture in common)
        {
            using var scope = NewDisposeScope();
            foreach (var (was, now) in Enumerable.Zip(SubnetParameters.Of(before.Supernet.Layout, architecture), SubnetParameters.Of(after.Supernet.Layout, architecture)))
            {
                Assert.Equal(was.Name, now.Name);
                Assert.True(Same(was.Copy(before.Supernet.Weights.Decaying, before.Supernet.Weights.Plain), now.Copy(after.Supernet.Weights.Decaying, after.Supernet.Weights.Plain)), was.Name);
            }
        }
    }

    [Fact]
    public void What_the_other_supernet_has_no_weights_for_keeps_its_initial_values()
    {
        using var before = Trainer();
        before.Step();
        var saved = before.SaveCheckpoint(_folder["before"]);
        using var fresh = new SandwichTrainer(Spec(), Moved, new SupernetIdentity("iteration-2", 2, 6), Images, new TrainingExecution(1));
        using var after = new SandwichTrainer(Spec(), Moved, new SupernetIdentity("iteration-2", 2, 6), Images, new TrainingExecution(1));
        after.Inherit(saved.Path, saved.Sha256, SmallSpace);

        using var scope = NewDisposeScope();
        var third = after.Supernet.Layout.Parameters.Single(it => it.Name == "layers.0.blocks.2.mlp.fc1.weight"); // the other supernet's stage has two blocks
        Assert.True(Same(after.Supernet.Weights.View(third), fresh.Supernet.Weights.View(third)));
        var kernel = after.Supernet.Layout.Parameters.Single(it => it.Name == "patch_embed.proj.weight");
        var (inherited, own) = (after.Supernet.Weights.View(kernel), fresh.Supernet.Weights.View(kernel));
        Assert.True(Same(inherited.narrow(0, 12, 8), own.narrow(0, 12, 8)));
        Assert.False(Same(inherited.narrow(0, 0, 12), own.narrow(0, 0, 12)));
    }

    [Fact]
    public void A_damaged_file_or_another_space_is_refused_and_so_are_weights_after_the_first_step()
    {
        using var before = Trainer();
        var saved = before.SaveCheckpoint(_folder["before"]);
        using var after = new SandwichTrainer(Spec(), Moved, new SupernetIdentity("iteration-2", 2, 6), Images, new TrainingExecution(1));
        Assert.Throws<CheckpointDamagedException>(() => after.Inherit(saved.Path, new string('0', 64), SmallSpace));
        Assert.Throws<CheckpointDamagedException>(() => after.Inherit(saved.Path, saved.Sha256, Moved));
        after.Step();
        Assert.Throws<InvalidOperationException>(() => after.Inherit(saved.Path, saved.Sha256, SmallSpace));
    }

    private static bool Same(Tensor a, Tensor b) => NetworkSamples.MaximumDifference(a, b) == 0;
}
