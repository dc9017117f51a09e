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

        var images = ImageFolder.Open(_tree.Root, channels: 3);

        Assert.Equal(["B", "a", "b"], images.ClassNames);
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
        using var test = new ImageTree().Add("cat/1.jpg").Add("dog/1.jpg");
        Assert.Equal($"{_tree.Root}/none: no such folder", Problem("none", 2));
        Assert.Equal($"{_tree.Root}: has no class folders: each class is a folder with its JPEG or PNG files", Problem("", 2));
        _tree.Add("cat/1.jpg").Add("dog/1.jpg");
        Assert.Equal($"{_tree.Root}: has 2 class folders, but network.class_count is 10: 'cat', 'dog'", Problem("", 10));
        Assert.Equal($"{_tree.Root}/cat/1.jpg: is a file, not a folder", Problem("cat/1.jpg", 2));
        Directory.Delete(Path.Combine(_tree.Root, "dog"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_tree.Root, "dog"));
        Assert.Equal($"{_tree.Root}/dog: holds no JPEG or PNG file (.jpg, .jpeg, .png)", Problem("", 2));

        string Problem(string folder, int classes) => Assert.Throws<DataFileException>(() => ImageFolder.RequireClasses(
            ImageFolder.Open(Path.Combine(_tree.Root, folder), 3), ImageFolder.Open(test.Root, 3), classes)).Message.Replace("/:", ":", StringComparison.Ordinal);
    }

    [Fact]
    public void Class_folders_that_only_one_of_both_has_are_named()
    {
        using var other = new ImageTree().Add("cat/1.jpg").Add("dog/1.jpg").Add("__MACOSX/._1.jpg");
        _tree.Add("cat/1.jpg").Add("dog/1.jpg");
        var (many, two) = (ImageFolder.Open(other.Root, 3), ImageFolder.Open(_tree.Root, 3));
        Assert.Equal($"{other.Root}: has a class folder '__MACOSX' that {_tree.Root} has not: both have the same, one for each class",
            Assert.Throws<DataFileException>(() => ImageFolder.RequireClasses(many, two, 2)).Message);
        Assert.Equal($"{other.Root}: has a class folder '__MACOSX' that {_tree.Root} has not: both have the same, one for each class",
            Assert.Throws<DataFileException>(() => ImageFolder.RequireClasses(two, many, 2)).Message);
        ImageFolder.RequireClasses(two, two, 2);
        for (var i = 0; i < 12; i++) _tree.Add($"x{i}/1.jpg");
        Assert.Equal($"{_tree.Root}: has 12 class folders ('x0', 'x1', 'x10', 'x11', 'x2', 'x3', 'x4', 'x5', ...) that {other.Root} has not: both have the same, one for each class",
            Assert.Throws<DataFileException>(() => ImageFolder.RequireClasses(ImageFolder.Open(_tree.Root, 3), many, 3)).Message);
    }

    [Fact]
    public void A_folder_without_images_that_both_have_is_named_among_too_many_classes()
    {
        for (var i = 0; i < 12; i++) _tree.Add($"A{i}/1.jpg");
        _tree.Add("__MACOSX/A0/._1.jpg");
        var images = ImageFolder.Open(_tree.Root, 3);
        Assert.Equal($"{_tree.Root}: has 13 class folders, but network.class_count is 12: 'A0', 'A1', 'A10', 'A11', 'A2', 'A3', 'A4', 'A5', ...; no image is in '__MACOSX'",
            Assert.Throws<DataFileException>(() => ImageFolder.RequireClasses(images, images, 12)).Message);
    }

    [Fact]
    public void An_image_that_cannot_be_decoded_or_is_gone_is_named_when_it_is_asked_for()
    {
        _tree.Add("cat/1.jpg").Add("cat/2.jpg");
        var images = ImageFolder.Open(_tree.Root, 3);
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
            var images = ImageFolder.Open(_tree.Root, 3);
            return DatasetDigest.Of(new ShuffledImages(images), images);
        }
    }

    [Fact]
    public void The_digest_covers_what_links_lead_to_and_knows_the_one_of_earlier_versions()
    {
        _tree.Add("cat/1.jpg").Add("cat/2.jpg", "colour.png");
        using var linked = new ImageTree();
        Directory.CreateDirectory(Path.Combine(linked.Root, "cat"));
        foreach (var name in (string[])["cat/1.jpg", "cat/2.jpg"]) File.CreateSymbolicLink(Path.Combine(linked.Root, name), Path.Combine(_tree.Root, name));
        var (plain, links) = (ImageFolder.Open(_tree.Root, 3), ImageFolder.Open(linked.Root, 3));
        Assert.Equal(DatasetDigest.Of(plain, plain), DatasetDigest.Of(links, links));
        Assert.Equal((false, true), (plain.HasLinks, links.HasLinks));

        var former = DatasetDigest.OfEarlier(links, links, [], lengthsOfLinks: true);
        Assert.NotEqual(DatasetDigest.Of(links, links), former);
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        for (var set = 0; set < 2; set++)
        {
            foreach (var number in (long[])[2, 3, 1]) hash.AppendData(BitConverter.GetBytes(number));
            foreach (var name in (string[])["cat/1.jpg", "cat/2.jpg"])
            {
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
                hash.AppendData(BitConverter.GetBytes(0L));
                hash.AppendData(BitConverter.GetBytes((long)Path.Combine(_tree.Root, name).Length)); // a link's own length
            }
            foreach (var name in (string[])["cat/1.jpg", "cat/2.jpg"]) hash.AppendData(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(_tree.Root, name))));
        }
        Assert.Equal(Convert.ToHexStringLower(hash.GetHashAndReset()), former);
    }

    [Fact]
    public void A_file_that_never_could_be_decoded_may_be_repaired_without_another_digest()
    {
        _tree.Add("cat/1.jpg").Add("cat/2.jpg").Add("dog/1.jpg");
        var bad = Path.Combine(_tree.Root, "cat/2.jpg");
        File.WriteAllText(bad, "<html>");
        var images = ImageFolder.Open(_tree.Root, 3);
        var digest = DatasetDigest.Of(new ShuffledImages(images), images);
        Assert.Empty(images.Damaged(DatasetDigest.TrainingSet));
        Assert.Throws<DataFileException>(() => images.Read(1, new ImageBuffer()));
        var damaged = images.Damaged(DatasetDigest.TrainingSet).Concat(images.Damaged(DatasetDigest.TestSet)).ToList();
        Assert.Equal(("training", "cat/2.jpg", 6L), (damaged[0].Set, damaged[0].Path, damaged[0].Bytes));

        _tree.Add("cat/2.jpg", "colour.png");
        Assert.NotEqual(digest, Digest([]));
        Assert.Equal(digest, Digest(damaged));
        _tree.Add("dog/1.jpg", "colour.png");
        Assert.NotEqual(digest, Digest(damaged));

        string Digest(IReadOnlyList<DamagedImage> known)
        {
            var now = ImageFolder.Open(_tree.Root, 3);
            return DatasetDigest.OfEarlier(new ShuffledImages(now), now, known, lengthsOfLinks: false);
        }
    }

    [Fact]
    public void A_file_that_was_damaged_after_the_start_or_is_gone_has_to_come_back_as_it_was()
    {
        _tree.Add("cat/1.jpg").Add("cat/2.jpg").Add("cat/3.jpg");
        var images = ImageFolder.Open(_tree.Root, 3);
        DatasetDigest.Of(images, images);
        File.WriteAllBytes(images.Name(0), new byte[new FileInfo(images.Name(0)).Length]);
        File.WriteAllText(images.Name(1), "shorter");
        File.Delete(images.Name(2));
        for (var i = 0; i < 3; i++) Assert.Throws<DataFileException>(() => images.Read(i, new ImageBuffer()));
        Assert.Empty(images.Damaged(DatasetDigest.TrainingSet));
    }

    [Fact]
    public void A_shuffled_folder_has_the_same_images_with_their_labels_in_one_order_for_ever()
    {
        for (var i = 0; i < 40; i++) _tree.Add($"{"abcd"[i % 4]}/{i:00}.jpg");
        var images = ImageFolder.Open(_tree.Root, 3);
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
        var images = new FittedImages(ImageFolder.Open(_tree.Root, 3), fitting, side: 28, cacheBytes: 2 * 3 * 28 * 28 + 5);
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
