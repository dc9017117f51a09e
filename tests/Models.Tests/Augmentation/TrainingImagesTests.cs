using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Augmentation;
using S3Actors.Models.Data;
using S3Actors.Models.Randomness;
using S3Actors.Tests.Models.Data;

namespace S3Actors.Tests.Models.Augmentation;

/// <summary>The whole way of a training image, as a function of seed, supernet, epoch and image.</summary>
public sealed class TrainingImagesTests : IDisposable
{
    private const int Count = 12;
    private static readonly string[] Fixtures = ["colour.jpg", "colour.png", "progressive.jpg", "alpha.png"];

    private static readonly AugmentationSpec Everything = new(
        new CropSpec(0.08, 1, 0.75, 4.0 / 3, Interpolation.Bicubic), 0.5, new RandAugmentSpec(2, 9, 0.5, 0.5), 0.25, new MixingSpec(0.8, 1, 1, 0.5));

    private readonly ImageTree _tree = new();
    private readonly ImageSubset _images;

    public TrainingImagesTests()
    {
        for (var i = 0; i < Count; i++) _tree.Add($"{i % 3}/{i:00}.jpg", Fixtures[i % 4]);
        _images = new ImageSubset(new FittedImages(ImageFolder.Open(_tree.Root, 3), new ImageFitting(24, Interpolation.Bicubic), 16, cacheBytes: 0), 0, Count);
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Without_augmentation_they_are_what_evaluations_see()
    {
        using var expected = ImageTensors.Create(_images, [5, 2], Spec(null).Network, Spec(null).Data, TorchSharp.torch.CPU);
        var batch = new TrainingImages(Spec(null), _images, 1).Prepare(0, [5, 2]);
        Assert.Equal(expected.Images.data<float>().ToArray(), batch.Values);
        Assert.Equal(expected.Labels.data<long>().ToArray(), batch.Labels);
        Assert.Null(batch.OwnShare);
    }

    [Fact]
    public void The_same_step_gives_the_same_batch_whoever_asks_and_whatever_was_asked_before()
    {
        int[] indices = [3, 7, 0, 11];
        var first = new TrainingImages(Spec(Everything), _images, 1).Prepare(5, indices);
        var used = new TrainingImages(Spec(Everything), _images, 1);
        used.Prepare(4, [11, 3, 7, 1]);
        var again = used.Prepare(5, indices, new float[first.Values.Length]);
        Assert.Equal(first.Values, again.Values);
        Assert.Equal(first.OwnShare, again.OwnShare);
        Assert.NotEqual(first.Values, new TrainingImages(Spec(Everything), _images, 2).Prepare(5, indices).Values);
        Assert.NotEqual(first.Values, new TrainingImages(Spec(Everything, seed: 2), _images, 1).Prepare(5, indices).Values);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void An_image_that_is_repeated_is_changed_anew_each_time(int? repeats)
    {
        var spec = Spec(Everything with { Mixing = null });
        var batch = new TrainingImages(spec with { Training = spec.Training with { Repeats = repeats } }, _images, 1).Prepare(0, [4, 4, 4]);
        var images = batch.Values.Chunk(batch.Values.Length / 3).Select(it => string.Join(' ', it)).ToList();
        Assert.Equal(repeats is null ? 1 : 3, images.Distinct().Count());
    }

    /// <summary>Steps enough that both kinds of mixing and erased images occur; an odd batch has an image that is its own other one.</summary>
    [Fact]
    public void As_bytes_a_batch_becomes_on_its_device_what_the_processor_makes_of_it_to_the_last_bit()
    {
        var spec = Spec(Everything with { ErasingProbability = 0.5 }, batch: 5);
        var images = new TrainingImages(spec, _images, 1);
        using var normalisation = new DeviceNormalisation(spec.Data, TorchSharp.torch.CPU);
        HashSet<bool> cut = [];
        for (var step = 0; step < 8; step++)
        {
            int[] indices = [3, 7, 0, 11, step];
            using var expected = images.Prepare(step, indices).ToTensors(TorchSharp.torch.CPU);
            using var batch = images.PrepareBytes(step, indices, TorchSharp.torch.CPU).ToTensors(normalisation);
            Assert.Equal(expected.Images.shape, batch.Images.shape);
            Assert.Equal(expected.Images.data<float>().ToArray(), batch.Images.data<float>().ToArray());
            Assert.Equal(expected.Labels.data<long>().ToArray(), batch.Labels.data<long>().ToArray());
            Assert.Equal(expected.Mixed?.Share, batch.Mixed?.Share);
            Assert.Equal(expected.Mixed?.Labels.data<long>().ToArray(), batch.Mixed?.Labels.data<long>().ToArray());
            cut.Add(BatchMixing.Draw(Everything.Mixing!, batch.Images.shape[2] is var side ? (int)side : 0, new CounterRandom(spec.Seed, RandomPurpose.Mixing, 1, step))!.Cut is not null);
        }
        Assert.Equal(2, cut.Count);
    }

    [Fact]
    public void What_becomes_of_an_image_is_a_matter_of_its_epoch_not_of_its_place_or_the_batch()
    {
        var alone = Everything with { Mixing = null };
        // Batches of 4 of 12 images: steps 3, 4 and 5 are the second epoch; batches of 6: steps 2 and 3.
        var fours = new TrainingImages(Spec(alone), _images, 1);
        var sixes = new TrainingImages(Spec(alone, batch: 6), _images, 1);
        var image = fours.Prepare(3, [8, 1, 2, 3]).ImageAt(0).ToArray();
        Assert.Equal(image, fours.Prepare(5, [1, 2, 3, 8]).ImageAt(3).ToArray());
        Assert.Equal(image, sixes.Prepare(2, [0, 8, 1, 2, 3, 4]).ImageAt(1).ToArray());
        Assert.NotEqual(image, fours.Prepare(2, [8, 1, 2, 3]).ImageAt(0).ToArray());
    }

    [Fact]
    public void Each_part_draws_from_a_stream_of_its_own()
    {
        // With and without the others, the same images are mirrored.
        var flipped = new TrainingImages(Spec(new AugmentationSpec(null, 0.5, null, 0, null)), _images, 1).Prepare(0, Indices);
        var plain = new TrainingImages(Spec(null), _images, 1).Prepare(0, Indices);
        var cropped = new TrainingImages(Spec(Everything with { RandAugment = null, ErasingProbability = 0, Mixing = null, FlipProbability = 0 }), _images, 1).Prepare(0, Indices);
        var both = new TrainingImages(Spec(Everything with { RandAugment = null, ErasingProbability = 0, Mixing = null }), _images, 1).Prepare(0, Indices);
        var mirrored = 0;
        foreach (var i in Indices)
        {
            var isMirrored = !flipped.ImageAt(i).SequenceEqual(plain.ImageAt(i));
            if (isMirrored) Assert.Equal(Mirrored(plain.ImageAt(i)), flipped.ImageAt(i).ToArray());
            Assert.Equal(isMirrored ? Mirrored(cropped.ImageAt(i)) : cropped.ImageAt(i).ToArray(), both.ImageAt(i).ToArray());
            mirrored += isMirrored ? 1 : 0;
        }
        Assert.InRange(mirrored, 2, 10);
    }

    [Fact]
    public void Crops_are_cut_from_the_image_as_it_is_stored()
    {
        // A crop of the whole image, of its own shape: as a plain resize of the file's pixels.
        var whole = new AugmentationSpec(new CropSpec(1, 1, 52.0 / 37, 52.0 / 37, Interpolation.Bicubic), 0, null, 0, null);
        var batch = new TrainingImages(Spec(whole), _images, 1).Prepare(0, [4]);
        Assert.EndsWith("1/01.jpg", _images.Dataset.Name(4), StringComparison.Ordinal); // the second fixture
        var expected = ImageFixture.Image("resize.bicubic.16x16");
        for (var i = 0; i < batch.Values.Length; i++) Assert.Equal((expected.Pixels[i] / 255f - 0.5f) / 0.25f, batch.Values[i], 1e-5f);
    }

    [Fact]
    public void Mixed_batches_carry_the_labels_from_their_other_end()
    {
        var mixed = new AugmentationSpec(null, 0, null, 0, new MixingSpec(0.8, 0, 1, 0));
        var batch = new TrainingImages(Spec(mixed), _images, 1).Prepare(0, [0, 4, 8, 11]);
        var plain = new TrainingImages(Spec(null), _images, 1).Prepare(0, [0, 4, 8, 11]);
        var share = (float)Assert.NotNull(batch.OwnShare);
        for (var image = 0; image < 4; image++)
            for (var i = 0; i < 10; i++)
                Assert.Equal(share * plain.ImageAt(image)[i] + (1 - share) * plain.ImageAt(3 - image)[i], batch.ImageAt(image)[i], 1e-5f);
        using var tensors = batch.ToTensors(TorchSharp.torch.CPU);
        Assert.Equal([2L, 2, 1, 0], tensors.Mixed!.Labels.data<long>().ToArray());
        Assert.Equal(batch.OwnShare, tensors.Mixed.Share);
    }

    [Fact]
    public void An_image_that_cannot_be_read_stops_the_batch_by_its_name()
    {
        File.WriteAllText(_images.Dataset.Name(4), "");
        var error = Assert.Throws<DataFileException>(() => new TrainingImages(Spec(Everything), _images, 1).Prepare(0, [3, 4, 5, 6]));
        Assert.Equal($"{_images.Dataset.Name(4)}: is empty", error.Message);
    }

    private static int[] Indices { get; } = [.. Enumerable.Range(0, Count)];

    private static CampaignSpec Spec(AugmentationSpec? augmentation, int batch = 4, long seed = 1)
    {
        var spec = SampleSpaces.Campaign(S3Actors.Tests.Models.Training.TrainingSamples.SmallSpace);
        return spec with
        {
            Seed = seed,
            Network = new NetworkSkeleton(16, 4, 3, 3),
            Data = new DataSpec(Count, 1, 1, [0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
            Training = spec.Training with { BatchSize = batch, Augmentation = augmentation },
        };
    }

    private static float[] Mirrored(ReadOnlySpan<float> image)
    {
        var mirrored = image.ToArray();
        for (var row = 0; row < mirrored.Length; row += 16) mirrored.AsSpan(row, 16).Reverse();
        return mirrored;
    }
}
