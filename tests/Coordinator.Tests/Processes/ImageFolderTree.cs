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
