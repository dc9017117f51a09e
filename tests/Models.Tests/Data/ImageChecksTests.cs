using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Data.Checking;

namespace S3Actors.Tests.Models.Data;

public sealed class ImageChecksTests : IDisposable
{
    private const int Training = 6, Search = 2, Report = 2;
    private readonly ImageTree _training = new();
    private readonly ImageTree _test = new();

    public ImageChecksTests()
    {
        for (var i = 0; i < Training + Search + Report + 3; i++) _training.Add($"{"ab"[i % 2]}/{i:00}.jpg");
        _test.Add("a/1.jpg", "grey.png").Add("b/1.jpg", "deep.png");
    }

    public void Dispose()
    {
        _training.Dispose();
        _test.Dispose();
    }

    [Fact]
    public void Whole_images_have_no_problem()
    {
        var checks = Checks(Spec(side: 64));
        Assert.Empty(checks.Quick());
        var done = 0;
        Assert.Empty(checks.Full(count => Interlocked.Exchange(ref done, Math.Max(done, count))));
        Assert.Equal((checks.Count, Training + Search + Report + 2), (done, checks.Count));
    }

    [Fact]
    public void Empty_files_and_unreadable_headers_are_found_at_the_start()
    {
        var (empty, html, cut) = (Used(0), Used(Training), Path.Combine(_test.Root, "b/1.jpg"));
        File.WriteAllText(empty, "");
        File.WriteAllText(html, "<html>");
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..20]);
        var problems = Checks(Spec(side: 64)).Quick();
        Assert.Equal([(empty, "is empty (0 bytes)"), (html, "is neither JPEG nor PNG (begins with 0x3C68746D)")], problems.Take(2).Select(it => (it.File, it.Problem)));
        Assert.Equal(cut, problems[2].File);
        Assert.StartsWith("cannot be decoded as PNG: ", problems[2].Problem, StringComparison.Ordinal);
        Assert.Equal(3, problems.Count);
    }

    /// <summary>Each thread that reports one waits for another: on one thread alone nobody would come.</summary>
    [Fact]
    public void Images_are_decoded_in_parallel()
    {
        using var two = new CountdownEvent(Math.Min(2, Environment.ProcessorCount));
        Checks(Spec(side: 64)).Full(_ =>
        {
            if (!two.IsSet) two.Signal();
            Assert.True(two.Wait(TimeSpan.FromMinutes(1)));
        });
    }

    [Fact]
    public void Damage_behind_a_header_is_found_by_decoding_all()
    {
        var cut = Used(Training + Search);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^200]);
        var checks = Checks(Spec(side: 64));
        Assert.Empty(checks.Quick());
        var problem = Assert.Single(checks.Full(_ => { }));
        Assert.Equal(cut, problem.File);
        Assert.StartsWith("cannot be decoded as JPEG: ", problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_are_not_padded_are_found_at_the_start_and_what_is_allowed_is_said()
    {
        var problems = Checks(Spec(side: 16)).Quick();
        Assert.Equal(Training + Search + Report + 2, problems.Count);
        Assert.EndsWith(" pixels, and network.image_size is 16: it is padded, never cut, unless data.fit is resize", problems[0].Problem, StringComparison.Ordinal);
        // Trained images are cropped at random: whatever their size is, they are not fitted.
        var cropped = Spec(side: 16) with { Training = Spec(16).Training with { Augmentation = new AugmentationSpec(new CropSpec(0.1, 1, 0.75, 1.5, Interpolation.Bilinear), 0, null, 0, null) } };
        Assert.Equal(Search + Report + 2, Checks(cropped).Quick().Count);
    }

    [Fact]
    public void A_shape_that_would_be_scaled_to_more_than_memory_holds_is_refused_at_the_start_and_when_it_is_read()
    {
        var odd = Used(1);
        File.WriteAllBytes(odd, OnePixelHigh(200_000));
        var spec = Spec(side: 64) with { Data = Spec(64).Data with { Fitting = new ImageFitting(64, Interpolation.Bilinear) } };
        const string problem = "is 200000 x 1 pixels: scaled until the shorter side has 64 (data.resize_shorter_side) it would have 819200000, and at most 200000000 are allowed";
        Assert.Equal([new ImageProblem(odd, problem)], Checks(spec).Quick());
        var (image, square) = (new ImageBuffer(), new ImageBuffer());
        image.Reshape(3, 1, 200_000);
        Assert.Equal($"odd: {problem}", Assert.Throws<DataFileException>(() => new ImageFit(spec.Data.Fitting, 64).Apply(image, square, "odd")).Message);
    }

    [Fact]
    public void An_image_that_no_split_has_is_never_looked_at()
    {
        var used = Enumerable.Range(0, Training + Search + Report).Select(Used).ToHashSet();
        foreach (var file in Directory.GetFiles(_training.Root, "*.jpg", SearchOption.AllDirectories).Where(file => !used.Contains(file))) File.WriteAllText(file, "");
        Assert.Empty(Checks(Spec(side: 64)).Quick());
    }

    [Fact]
    public void Pictures_that_lie_in_two_splits_are_named_with_both_names()
    {
        using var test = new ImageTree().Add("a/1.jpg", "grey.png").Add("b/1.jpg", "deep.png").Add("b/2.jpg", "grey.png");
        using var training = new ImageTree();
        string[] different = ["colour.jpg", "grey.jpg", "progressive.jpg", "cmyk.jpg", "colour.png", "alpha.png"];
        for (var i = 0; i < different.Length; i++) training.Add($"{"ab"[i % 2]}/{i}.jpg", different[i]);
        var spec = Spec(64) with { Data = new DataSpec(4, 1, 1, [0, 0, 0], [1, 1, 1]) };

        var none = SharedPictures.Of(Splits(spec, training, test));
        Assert.Equal((0, true, null), (none.Pairs.Count, none.IsComplete, none.ToText())); // two equal ones within the test set are no fault

        training.Add("a/0.jpg", "deep.png");
        var shared = SharedPictures.Of(Splits(spec, training, test));
        var pair = Assert.Single(shared.Pairs);
        Assert.Equal((Path.Combine(training.Root, "a/0.jpg"), Path.Combine(test.Root, "b/1.jpg"), "test"), (pair.File, pair.OtherFile, pair.OtherSplit));
        Assert.Equal($"1 pictures lie in two splits, which makes errors look lower than they are: {pair.File} ({pair.Split}) and {pair.OtherFile} (test)", shared.ToText());

        var unread = SharedPictures.Of(Splits(spec, training, test), mostFiles: 1);
        Assert.False(unread.IsComplete);
        Assert.Contains("doctor --data", unread.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_in_memory_are_compared_too()
    {
        byte[] pixels = [1, 2, 3, 4, 5];
        var images = new ImageDataset(pixels, [0, 1, 0, 1, 0], 5, 1, 1, 1, 2);
        var splits = DataSplits.Create(images, new ImageDataset([9, 3], [0, 1], 2, 1, 1, 1, 2), new DataSpec(3, 1, 1, [0], [1]));
        Assert.Equal([new SharedPicture("image 2", "training", "image 1", "test")], SharedPictures.Of(splits, mostFiles: 0).Pairs);
    }

    private static byte[] OnePixelHigh(int width)
    {
        var png = File.ReadAllBytes(ImageFixture.PathOf("colour.png"));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 1);
        return png;
    }

    private static CampaignSpec Spec(int side) => SampleSpaces.Campaign(SampleSpaces.Tiny) with
    {
        Data = new DataSpec(Training, Search, Report, [0, 0, 0], [1, 1, 1]), Network = SampleSpaces.SmallSkeleton with { ImageSize = side, InputChannels = 3, ClassCount = 2 },
    };

    private static DataSplits Splits(CampaignSpec spec, ImageTree training, ImageTree test)
    {
        return DataSplits.Create(Fitted(new ShuffledImages(ImageFolder.Open(training.Root, 3))), Fitted(ImageFolder.Open(test.Root, 3)), spec.Data);

        FittedImages Fitted(IImageSource images) => new(images, spec.Data.Fitting, spec.Network.ImageSize, 0);
    }

    private ImageChecks Checks(CampaignSpec spec) => new(Splits(spec, _training, _test), spec);

    /// <summary>The file of a place in the row of training, search-validation and report-validation images.</summary>
    private string Used(int place) => new ShuffledImages(ImageFolder.Open(_training.Root, 3)).Name(place);
}
