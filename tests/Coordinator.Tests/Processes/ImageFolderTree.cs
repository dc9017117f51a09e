using S3Actors.Models.Data;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Fashion-MNIST's first images as a folder of PNG files by class, with a real JPEG among them.</summary>
internal static class ImageFolderTree
{
    private const string Source = "/usr/share/datasets/fashion-mnist";
    private static readonly string[] Classes = ["shirt", "trouser", "pullover", "dress", "coat", "sandal", "top", "sneaker", "bag", "boot"];

    /// <summary>Writes <c>train</c> and <c>val</c> below a folder.</summary>
    /// <param name="classes">The first so many classes.</param>
    public static void Write(string folder, int training, int test, int classes = 10)
    {
        Write(Path.Combine(folder, "train"), ImageDataset.ReadIdx(Path.Combine(Source, "train-images-idx3-ubyte.gz"), Path.Combine(Source, "train-labels-idx1-ubyte.gz"), 10), training, classes);
        Write(Path.Combine(folder, "val"), ImageDataset.ReadIdx(Path.Combine(Source, "t10k-images-idx3-ubyte.gz"), Path.Combine(Source, "t10k-labels-idx1-ubyte.gz"), 10), test, classes);
    }

    /// <summary>Writes the file of the tiny campaign on the images of a folder's <c>images</c>, and says where.</summary>
    public static string Campaign(TemporaryFolder folder)
    {
        Assert.Contains(TinyCampaign.Data, TinyCampaign.Text, StringComparison.Ordinal);
        return folder.Write("tiny.conf", TinyCampaign.Text.Replace(TinyCampaign.Data, $$"""
            data {
                kind = "image-folder", folder = "{{folder.Path("images")}}"
                training_images = 100, search_validation_images = 40, report_validation_images = 20
                fit = "resize", resize_shorter_side = 36
              }
            """, StringComparison.Ordinal).Replace("images = 100, batch_size = 50", "images = 40, batch_size = 20", StringComparison.Ordinal).Replace("mutations = 2, images = 100", "mutations = 2, images = 40", StringComparison.Ordinal));
    }

    private static void Write(string folder, ImageDataset images, int count, int classes)
    {
        for (var (index, written) = (0, 0); written < count; index++)
        {
            var label = images.Label(index);
            if (label >= classes) continue;
            var target = Directory.CreateDirectory(Path.Combine(folder, Classes[label]));
            if (written++ == 0) File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", "colour.jpg"), Path.Combine(target.FullName, "photograph.JPEG"));
            else File.WriteAllBytes(Path.Combine(target.FullName, $"{index:00000}.png"), PngFile.OfGrey(images.Image(index), images.Height, images.Width));
        }
    }
}
