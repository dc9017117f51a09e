using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;

namespace S3Actors.Tests.Models.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly ImageTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Classes_and_images_come_in_the_ordinal_order_of_their_names()
    {
        _tree.Add("b/z.JPEG").Add("b/a10.jpg").Add("b/a9.png", "colour.png").Add("b/deep/er/x.jpg").Add("B/only.jpeg").Add("a/one.png", "grey.png");
        File.WriteAllText(Path.Combine(_tree.Root, "b", "notes.txt"), "no image");
        File.WriteAllText(Path.Combine(_tree.Root, "classes.txt"), "no class");

        var images = ImageFolder.Open(_tree.Root, channels: 3, classCount: 3);

        Assert.Equal(["B", "a", "b"], images.Classes);
        Assert.Equal(["B/only.jpeg", "a/one.png", "b/a10.jpg", "b/a9.png", "b/deep/er/x.jpg", "b/z.JPEG"],
            Enumerable.Range(0, images.Count).Select(i => Path.GetRelativePath(_tree.Root, images.Name(i))));
        Assert.Equal([0, 1, 2, 2, 2, 2], Enumerable.Range(0, images.Count).Select(images.Label));
        var image = new ImageBuffer();
        images.Read(1, image);
        ImageFixture.AssertEqual(ImageFixture.Image("decoded.grey.png"), image);
        images.Read(3, image);
        ImageFixture.AssertEqual(ImageFixture.Image("decoded.colour.png"), image);
    }

    [Fact]
    public void What_is_wrong_with_a_folder_is_said_in_a_line()
    {
        Assert.Equal($"{_tree.Root}/none: no such folder", Problem("none", 2));
        Assert.Equal($"{_tree.Root}: has no class folders: each class is a folder with its JPEG or PNG files", Problem("", 2));
        _tree.Add("cat/1.jpg").Add("dog/1.jpg");
        Assert.Equal($"{_tree.Root}: has 2 class folders, but network.class_count is 10", Problem("", 10));
        Assert.Equal($"{_tree.Root}/cat/1.jpg: is a file, not a folder", Problem("cat/1.jpg", 2));
        Directory.CreateDirectory(Path.Combine(_tree.Root, "eel"));
        Assert.Equal($"{_tree.Root}/eel: holds no JPEG or PNG file (.jpg, .jpeg, .png)", Problem("", 3));

        string Problem(string folder, int classes) => Assert.Throws<DataFileException>(() => ImageFolder.Open(Path.Combine(_tree.Root, folder), 3, classes)).Message.Replace("/:", ":", StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_of_other_names_are_refused()
    {
        using var other = new ImageTree().Add("cat/1.jpg").Add("dog/1.jpg");
        _tree.Add("cat/1.jpg").Add("horse/1.jpg");
        var (training, test) = (ImageFolder.Open(other.Root, 3, 2), ImageFolder.Open(_tree.Root, 3, 2));
        Assert.Equal($"{_tree.Root}: has a class folder 'horse' that {other.Root} has not", Assert.Throws<DataFileException>(() => test.RequireClassesOf(training)).Message);
        test.RequireClassesOf(test);
    }

    [Fact]
    public void An_image_that_cannot_be_decoded_or_is_gone_is_named_when_it_is_asked_for()
    {
        _tree.Add("cat/1.jpg").Add("cat/2.jpg");
        var images = ImageFolder.Open(_tree.Root, 3, 1);
        File.WriteAllText(images.Name(0), "<html>");
        File.Delete(images.Name(1));
        Assert.Equal($"{images.Name(0)}: is neither JPEG nor PNG (begins with 0x3C68746D)", Assert.Throws<DataFileException>(() => images.Read(0, new ImageBuffer())).Message);
        Assert.Equal($"{images.Name(1)}: no such file", Assert.Throws<DataFileException>(() => images.Read(1, new ImageBuffer())).Message);
    }

    [Fact]
    public void The_digest_tells_another_name_class_length_or_content()
    {
        _tree.Add("cat/1.jpg").Add("cat/2.jpg").Add("dog/1.jpg", "colour.png");
        var digests = new List<string> { Digest() };
        Assert.Equal(digests[0], Digest());

        var changed = File.ReadAllBytes(Path.Combine(_tree.Root, "cat/2.jpg"));
        changed[^30] ^= 1;
        File.WriteAllBytes(Path.Combine(_tree.Root, "cat/2.jpg"), changed);
        digests.Add(Digest());
        File.WriteAllBytes(Path.Combine(_tree.Root, "cat/2.jpg"), [.. changed, 0]);
        digests.Add(Digest());
        File.Move(Path.Combine(_tree.Root, "cat/2.jpg"), Path.Combine(_tree.Root, "cat/3.jpg"));
        digests.Add(Digest());
        File.Move(Path.Combine(_tree.Root, "cat/3.jpg"), Path.Combine(_tree.Root, "dog/3.jpg"));
        digests.Add(Digest());
        Assert.Equal(digests.Count, digests.Distinct().Count());

        string Digest()
        {
            var images = ImageFolder.Open(_tree.Root, 3, 2);
            return DatasetDigest.Of(new ShuffledImages(images), images);
        }
    }

    [Fact]
    public void A_shuffled_folder_has_the_same_images_with_their_labels_in_one_order_for_ever()
    {
        for (var i = 0; i < 40; i++) _tree.Add($"{"abcd"[i % 4]}/{i:00}.jpg");
        var images = ImageFolder.Open(_tree.Root, 3, 4);
        var shuffled = new ShuffledImages(images);
        var names = Enumerable.Range(0, 40).Select(shuffled.Name).ToList();
        Assert.Equal(Enumerable.Range(0, 40).Select(images.Name), names.Order(StringComparer.Ordinal));
        Assert.Equal(names.Select(name => "abcd".IndexOf(Path.GetFileName(Path.GetDirectoryName(name))![0], StringComparison.Ordinal)), Enumerable.Range(0, 40).Select(shuffled.Label));
        Assert.Equal(["a/12.jpg", "b/05.jpg", "d/15.jpg", "b/29.jpg"], names.Take(4).Select(name => Path.GetRelativePath(_tree.Root, name)));
    }

    [Fact]
    public void Fitted_images_are_kept_as_far_as_there_is_room()
    {
        _tree.Add("a/1.jpg").Add("a/2.jpg", "colour.png").Add("a/3.png", "grey.png");
        var fitting = new ImageFitting(32, Interpolation.Bilinear);
        var images = new FittedImages(ImageFolder.Open(_tree.Root, 3, 1), fitting, side: 28, cacheBytes: 2 * 3 * 28 * 28 + 5);
        var first = Enumerable.Range(0, 3).Select(Read).ToList();
        foreach (var i in Enumerable.Range(0, 3)) File.WriteAllText(images.Name(i), "gone");

        Assert.Equal(first[0], Read(0));
        Assert.Equal(first[1], Read(1));
        ImageFixture.AssertEqual(ImageFixture.Image("fit.bilinear.32.28.0"), ImageFixture.Of(3, 28, 28, first[1]));
        Assert.Throws<DataFileException>(() => Read(2));

        byte[] Read(int index)
        {
            var image = new ImageBuffer();
            images.Read(index, image);
            return image.Pixels.ToArray();
        }
    }
}
