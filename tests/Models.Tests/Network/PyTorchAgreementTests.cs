using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Network.NetworkSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Network;

/// <summary>
/// The same weights and batch as in PyTorch (<c>tests/Fixtures/pytorch/make_fixtures.py</c>): forward, loss, gradients, AdamW. The
/// architecture is run as a subnet of a larger supernet, so the slicing takes part.
/// </summary>
public sealed class PyTorchAgreementTests
{
    private const double Tolerance = 1e-5;

    private static readonly Architecture Subject = new([
        new StageArchitecture(8, [new(5, 2, 2, 8), new(5, 3, 1.5, 10)]),
        new StageArchitecture(12, [new(4, 2, 2, 12), new(4, 1, 1, 6), new(6, 2, 1.5, 7)]),
        new StageArchitecture(16, [new(3, 4, 1, 16), new(2, 2, 2, 16)]),
    ]);

    private static readonly SearchSpace Around = new([
        .. SampleSpaces.Stage(1, [2, 3], [8, 9], [5, 6], [2, 3], [1.5, 2], [8, 10]),
        .. SampleSpaces.Stage(2, [3], [12, 15], [4, 6], [1, 2], [1, 1.5, 2], [6, 7, 12]),
        .. SampleSpaces.Stage(3, [2], [16], [2, 3], [2, 4, 5], [1, 2], [16, 20]),
    ]);

    private static readonly TrainingSpec Training = new(
        2, 2, 3, 0.01, 1, 0, 0.9, 0.99, 1e-3, 0.05, 0.1, 0, 0, 0, Initialisation.FanIn, 1);

    private readonly SafetensorsContent _fixture = SafetensorsFile.Read(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch", "swin-s3.safetensors"));

    [Fact]
    public void The_fixture_is_of_this_architecture() => Assert.Equal(_fixture.Metadata["architecture"], Subject.CanonicalText);

    [Fact]
    public void Forward_loss_and_gradients_agree()
    {
        using var scope = NewDisposeScope();
        using var supernet = Filled();
        using var view = new WeightView(supernet.Weights, withGradients: true);
        var batch = Batch();

        var scores = supernet.Forward(view, batch.Images, Subject);
        var loss = nn.functional.cross_entropy(scores, batch.Labels, label_smoothing: 0.1);
        view.Backward(loss);

        Assert.InRange(MaximumDifference(scores, Expected("logits")), 0, Tolerance);
        Assert.Equal(_fixture.Floats("loss")[0], loss.item<float>(), Tolerance);
        foreach (var parameter in SubnetParameters.Of(supernet.Layout, Subject))
            AssertClose("gradient." + parameter.Name, parameter.Copy(view.DecayingGradient!, view.PlainGradient!));
    }

    [Fact]
    public void Two_AdamW_steps_agree()
    {
        using var scope = NewDisposeScope();
        using var supernet = Filled();
        using var optimizer = new FlatAdamW(supernet.Weights, Training);
        using var gradient = new SandwichGradient(supernet, passes: 1, threads: 1, Training.LabelSmoothing);
        var batch = Batch();
        for (var step = 1; step <= 2; step++)
        {
            gradient.Compute(batch, [new SandwichPass(Subject)], [0], optimizer.DecayingGradient, optimizer.PlainGradient);
            optimizer.Step(Training.LearningRate);

            foreach (var parameter in SubnetParameters.Of(supernet.Layout, Subject))
                AssertClose($"after-{step}.{parameter.Name}", parameter.Copy(supernet.Weights.Decaying, supernet.Weights.Plain));
        }
    }

    /// <summary>A supernet around the subject whose slice holds the fixture's weights, and noise elsewhere.</summary>
    private Supernet Filled()
    {
        var supernet = new Supernet(AwkwardSkeleton, Around);
        supernet.Initialise(Initialisation.FanIn, seed: 3, supernetIndex: 1);
        using var scope = NewDisposeScope();
        foreach (var parameter in SubnetParameters.Of(supernet.Layout, Subject))
            parameter.View(supernet.Weights.Decaying, supernet.Weights.Plain).copy_(Expected("weight." + parameter.Name).view(parameter.Sizes));
        return supernet;
    }

    private ImageBatch Batch() => new(Expected("images"), tensor(_fixture.Integers("labels")));

    private Tensor Expected(string name) => tensor(_fixture.Floats(name), [.. _fixture.Shape(name)]);

    private void AssertClose(string name, Tensor actual)
    {
        var difference = MaximumDifference(actual, Expected(name));
        Assert.True(difference <= Tolerance, $"{name} differs by {difference}.");
    }
}
