using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using S3Actors.Models.Data;

namespace S3Actors.Tests.Models.Data;

public sealed class ImageListingTests : IDisposable
{
    private readonly ImageTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Hidden_files_and_folders_are_left_out_at_every_depth()
    {
        _tree.Add("cat/1.jpg").Add("cat/._1.jpg").Add("cat/deep/.ipynb_checkpoints/1-checkpoint.jpg").Add("cat/deep/._2.png").Add(".git/1.jpg").Add("dog/2.jpg");
        var listing = ImageListing.Of(_tree.Root);
        Assert.Equal(["cat", "dog"], listing.Classes);
        Assert.Equal(["cat/1.jpg", "dog/2.jpg"], Paths(listing));
        Assert.Equal(["4 hidden files or folders are left out (names that begin with a dot)"], listing.LeftOut);
    }

    [Fact]
    public void A_folder_is_read_once_whatever_links_lead_to_it()
    {
        _tree.Add("cat/1.jpg").Add("cat/deep/2.jpg").Add("dog/3.jpg");
        Link("cat/self", ".");
        Link("cat/again", "deep");
        Link("cat/up", "../..");
        Link("cat/deep/round", "../../cat");
        var listing = ImageListing.Of(_tree.Root);
        Assert.Equal(["cat/1.jpg", "cat/deep/2.jpg", "dog/3.jpg"], Paths(listing));
        Assert.Contains("4 links to folders are left out: their folders are read by another path", listing.LeftOut);
    }

    [Fact]
    public void Folders_elsewhere_are_read_through_links_once()
    {
        using var elsewhere = new ImageTree().Add("1.jpg").Add("below/2.jpg");
        _tree.Add("cat/0.jpg");
        Link("dog", elsewhere.Root);
        Link("cat/z", Path.Combine(elsewhere.Root, "below"));
        Assert.Equal(["cat/0.jpg", "cat/z/2.jpg", "dog/1.jpg"], Paths(ImageListing.Of(_tree.Root)));
    }

    [Fact]
    public void Lengths_are_those_of_the_bytes_that_are_read_whatever_links_lead_there()
    {
        using var elsewhere = new ImageTree().Add("real.jpg");
        _tree.Add("cat/0.jpg", "grey.png");
        Link("cat/1.jpg", "2.jpg");
        Link("cat/2.jpg", Path.Combine(elsewhere.Root, "real.jpg"));
        var length = new FileInfo(ImageFixture.PathOf("colour.jpg")).Length;
        Assert.Equal([new FileInfo(ImageFixture.PathOf("grey.png")).Length, length, length], ImageListing.Of(_tree.Root).Images.Select(image => image.Bytes));
    }

    [Fact]
    public void A_link_to_nothing_is_named()
    {
        _tree.Add("cat/0.jpg");
        Link("cat/1.jpg", "/nowhere/1.jpg");
        Link("cat/readme", "/nowhere/readme");
        Assert.Equal($"{_tree.Root}/cat/1.jpg: is a link that leads to nothing: remove it, or bring back what it leads to",
            Assert.Throws<DataFileException>(() => ImageListing.Of(_tree.Root)).Message);
    }

    [Fact]
    public void What_is_left_out_for_its_ending_or_place_is_counted()
    {
        _tree.Add("cat/0.JPG").Add("outside.jpg");
        foreach (var name in (string[])["cat/1.webp", "cat/2.webp", "cat/deep/3.webp", "cat/notes.txt", "cat/README", "labels.csv"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_tree.Root, name))!);
            File.WriteAllText(Path.Combine(_tree.Root, name), "");
        }
        var listing = ImageListing.Of(_tree.Root);
        Assert.Equal(["cat/0.JPG"], Paths(listing));
        Assert.Equal(
            ["5 files are left out for their endings (3 .webp, 1 .txt, 1 without one); read are .jpg, .jpeg and .png", "1 images are left out: they lie in no class folder"],
            listing.LeftOut);
    }

    [Fact]
    public void A_pipe_a_socket_and_a_device_are_left_out_and_nothing_waits_for_them()
    {
        _tree.Add("cat/0.jpg");
        Process.Start("mkfifo", Path.Combine(_tree.Root, "cat/pipe.jpg")).WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_tree.Root, "cat/socket.jpg")));
        Link("cat/device.jpg", "/dev/zero");
        var listing = ImageListing.Of(_tree.Root);
        Assert.Equal(["cat/0.jpg"], Paths(listing));
        Assert.Equal(["3 pipes, sockets or devices are left out"], listing.LeftOut);
    }

    [Fact]
    public void A_pipe_a_socket_a_device_or_a_folder_in_place_of_a_data_file_is_refused_at_once()
    {
        var pipe = Path.Combine(_tree.Root, "pipe");
        Process.Start("mkfifo", pipe).WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_tree.Root, "socket")));
        foreach (var path in (string[])[pipe, Path.Combine(_tree.Root, "socket"), "/dev/zero"])
        {
            Assert.Equal($"{path}: is a pipe, socket or device, not a file", Assert.Throws<DataFileException>(() => IdxFile.ReadLabels(path)).Message);
            Assert.Equal($"{path}: is a pipe, socket or device, not a file", Assert.Throws<DataFileException>(() => CifarFile.Read([path], 1, 10)).Message);
        }
        Assert.Equal($"{_tree.Root}: is a folder, not a file", Assert.Throws<DataFileException>(() => IdxFile.ReadLabels(_tree.Root)).Message);
    }

    [Fact]
    public void Names_that_are_not_UTF_8_are_listed_read_and_shown()
    {
        _tree.Add("cat/0.jpg");
        var folder = Encoding.Latin1.GetBytes(Path.Combine(_tree.Root, "gr\u00FC\u00DFe")); // as an old archive unpacks: no UTF-8
        Assert.Equal(0, MakeFolder([.. folder, 0], 0x1ED));
        byte[] file = [.. folder, .. Encoding.Latin1.GetBytes("/\u00E9t\u00E9.png"), 0];
        Copy(ImageFixture.PathOf("colour.png"), file);

        var images = ImageFolder.Open(_tree.Root, channels: 3);
        Assert.Equal(["cat", @"gr\xFC\xDFe"], images.ClassNames);
        Assert.Equal($@"{_tree.Root}/gr\xFC\xDFe/\xE9t\xE9.png", images.Name(1));
        var image = new ImageBuffer();
        images.Read(1, image);
        ImageFixture.AssertEqual(ImageFixture.Image("decoded.colour.png"), image);
        Assert.Equal(64, DatasetDigest.Of(images, images).Length);

        Assert.Equal(0, Remove(file));
        Assert.Equal($@"{_tree.Root}/gr\xFC\xDFe/\xE9t\xE9.png: no such file", Assert.Throws<DataFileException>(() => images.Read(1, image)).Message);
        Assert.Equal(0, RemoveFolder([.. folder, 0])); // the runtime could not
    }

    /// <summary>A byte that is no UTF-8 stands in the order where U+DC00 and the byte would: behind all that is written in UTF-8, and by its value among others.</summary>
    [Fact]
    public void Classes_whose_names_are_not_UTF_8_have_one_order_and_are_told_from_those_that_look_alike()
    {
        using var other = new ImageTree();
        byte[][] names = [[0xE9], [0xE0], .. ((string[])["z", "\u00E9", "\u4E2D", @"\xE9"]).Select(Encoding.UTF8.GetBytes)];
        foreach (var name in names) Fill(_tree, name);
        foreach (var name in names[1..]) Fill(other, name);

        var (images, fewer) = (ImageFolder.Open(_tree.Root, 3), ImageFolder.Open(other.Root, 3));
        Assert.Equal([@"\xE9", "z", "\u00E9", "\u4E2D", @"\xE0", @"\xE9"], images.ClassNames);
        Assert.Equal([0, 1, 2, 3, 4, 5], Enumerable.Range(0, 6).Select(images.Label));
        Assert.Equal($@"{_tree.Root}: has a class folder '\xE9' that {other.Root} has not: both have the same, one for each class",
            Assert.Throws<DataFileException>(() => ImageFolder.RequireClasses(images, fewer, 6)).Message);
        foreach (var name in names[..2])
        foreach (var tree in new[] { _tree, other })
        {
            _ = Remove([.. Encoding.UTF8.GetBytes(tree.Root + "/"), .. name, .. "/1.png\0"u8]);
            _ = RemoveFolder([.. Encoding.UTF8.GetBytes(tree.Root + "/"), .. name, 0]); // the runtime could not
        }

        void Fill(ImageTree tree, byte[] name)
        {
            byte[] folder = [.. Encoding.UTF8.GetBytes(tree.Root + "/"), .. name];
            Assert.Equal(0, MakeFolder([.. folder, 0], 0x1ED));
            var plain = Path.Combine(tree.Root, "plain");
            File.Copy(ImageFixture.PathOf("colour.png"), plain);
            Assert.Equal(0, Rename([.. Encoding.UTF8.GetBytes(plain), 0], [.. folder, .. "/1.png\0"u8]));
        }
    }

    private static IEnumerable<string> Paths(ImageListing listing) => listing.Images.Select(image => image.Path);

    private void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(_tree.Root, path), target);

    private void Copy(string from, byte[] to)
    {
        var plain = Path.Combine(_tree.Root, "plain");
        File.Copy(from, plain);
        Assert.Equal(0, Rename([.. Encoding.UTF8.GetBytes(plain), 0], to));
    }

    [DllImport("libc", EntryPoint = "mkdir")]
    private static extern int MakeFolder(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "rename")]
    private static extern int Rename(byte[] from, byte[] to);

    [DllImport("libc", EntryPoint = "unlink")]
    private static extern int Remove(byte[] path);

    [DllImport("libc", EntryPoint = "rmdir")]
    private static extern int RemoveFolder(byte[] path);
}
