using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using TorchSharp;
using static S3Actors.Tests.Models.Network.NetworkSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Network;

public sealed class SupernetTests
{
    private static readonly BlockArchitecture Block = new(3, 1, 1, 6);

    public static TheoryData<string, Architecture> Misfits() => new()
    {
        { "stages", Of([new StageArchitecture(6, [Block])]) },
        { "blocks", Of(Stage(1, new StageArchitecture(6, [Block, Block, Block, Block]))) },
        { "larger", Of(Stage(1, new StageArchitecture(13, [Block]))) },
        { "larger", Of(Stage(1, new StageArchitecture(6, [Block with { NumHeads = 4, QkvDim = 8 }]))) },
        { "larger", Of(Stage(1, new StageArchitecture(6, [Block with { QkvDim = 11 }]))) },
        { "larger", Of(Stage(1, new StageArchitecture(12, [Block with { MlpRatio = 2.5 }]))) },
        { "below 1", Of(Stage(1, new StageArchitecture(6, [Block with { NumHeads = 3, QkvDim = 2 }]))) },
        { "below 1", Of(Stage(1, new StageArchitecture(6, [Block with { MlpRatio = 0.1 }]))) },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void An_architecture_that_does_not_fit_is_refused_in_words(string word, Architecture architecture)
    {
        using var supernet = new Supernet(AwkwardSkeleton, Awkward);
        using var images = Images(1);

        var refused = Assert.Throws<ArgumentException>(() => supernet.Forward(images, architecture));

        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slice_beyond_its_parameter_is_refused()
    {
        using var supernet = new Supernet(AwkwardSkeleton, Awkward);
        using var view = new WeightView(supernet.Weights, withGradients: false);
        var weight = supernet.Layout.Head.Weight;

        Assert.Throws<ArgumentException>(() => view.Slice(weight, 5, 21));
        Assert.Throws<ArgumentException>(() => view.Slice(weight, 0, 20));
        Assert.Throws<ArgumentException>(() => view.Slice(weight, 5));
    }

    [Fact]
    public void Images_of_another_shape_are_refused()
    {
        using var supernet = new Supernet(AwkwardSkeleton, Awkward);
        using var images = zeros([1, 1, 24, 24]);

        Assert.Throws<ArgumentException>(() => supernet.Forward(images, Random(Awkward, 0)));
    }

    [Fact]
    public void One_view_a_thread_gives_every_thread_the_same_scores()
    {
        using var supernet = RandomSupernet();
        using var images = Images(2);
        var architectures = Enumerable.Range(0, 8).Select(i => Random(Awkward, i)).ToArray();
        float[][] Scores()
        {
            using var view = new WeightView(supernet.Weights, withGradients: false);
            return [.. architectures.Select(architecture =>
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                return supernet.Forward(view, images, architecture).data<float>().ToArray();
            })];
        }
        var expected = Scores();
        var results = new float[3][][];
        var threads = Enumerable.Range(0, 3).Select(i => new Thread(() => results[i] = Scores())).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    private static StageArchitecture[] Stage(int stage, StageArchitecture replacement)
    {
        var stages = Random(Awkward, 0).Stages.ToArray();
        stages[stage - 1] = replacement;
        return stages;
    }

    private static Architecture Of(IReadOnlyList<StageArchitecture> stages) => new(stages);
}
