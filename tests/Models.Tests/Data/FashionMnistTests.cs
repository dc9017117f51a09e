using S3Actors.Models.Data;

namespace S3Actors.Tests.Models.Data;

/// <summary>The real images, as Debian's package <c>dataset-fashion-mnist</c> installs them.</summary>
public sealed class FashionMnistTests
{
    private const string Folder = "/usr/share/datasets/fashion-mnist";

    [Fact]
    public void Both_files_hold_ten_classes_of_28_by_28_images_evenly()
    {
        var training = Read("train");
        var test = Read("t10k");

        Assert.Equal((60_000, 1, 28, 28), (training.Count, training.Channels, training.Height, training.Width));
        Assert.Equal((10_000, 1, 28, 28), (test.Count, test.Channels, test.Height, test.Width));
        foreach (var set in (ImageDataset[])[training, test])
            Assert.All(set.Labels.ToArray().CountBy(label => label), it => Assert.Equal(set.Count / 10, it.Value));
        Assert.Equal(new byte[] { 9, 0, 0, 3, 0, 2, 7, 2, 5, 5 }, training.Labels[..10].ToArray());
        Assert.Equal(0.2860, training.Pixels.ToArray().Average(pixel => pixel) / 255, 0.0001); // the mean people normalise with
    }

    private static ImageDataset Read(string part) =>
        ImageDataset.ReadIdx(Path.Combine(Folder, $"{part}-images-idx3-ubyte.gz"), Path.Combine(Folder, $"{part}-labels-idx1-ubyte.gz"), classCount: 10);
}
