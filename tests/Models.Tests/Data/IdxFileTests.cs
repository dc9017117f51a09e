using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using S3Actors.Models.Data;

namespace S3Actors.Tests.Models.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3-idx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Given_a_file_of_images_plain_or_gzipped_when_read_then_all_bytes_are_there(bool gzip) =>
        Prop.ForAll(Gen.Choose(1, 5).ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (count, rows, columns) =>
        {
            byte[] pixels = [.. Enumerable.Range(0, count * rows * columns).Select(i => (byte)(i * 37))];
            var images = IdxFile.ReadImages(Write([.. Header(count, rows, columns), .. pixels], gzip));
            return (images.Count, images.Rows, images.Columns) == (count, rows, columns) && images.Pixels.SequenceEqual(pixels);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Given_more_than_one_chunk_of_bytes_when_read_then_all_are_there()
    {
        var labels = new byte[(1 << 20) * 2 + 17];
        for (var i = 0; i < labels.Length; i++) labels[i] = (byte)(i >> 8);

        Assert.Equal(labels, IdxFile.ReadLabels(Write([.. Header(labels.Length), .. labels], gzip: true)));
    }

    [Fact]
    public void Given_a_missing_file_then_the_error_says_so()
    {
        var path = Path.Combine(_folder, "absent.gz");

        var error = Assert.Throws<DataFileException>(() => IdxFile.ReadLabels(path));

        Assert.Equal($"{path}: no such file", error.Message);
        Assert.Equal((path, "no such file"), (error.File, error.Problem));
    }

    [Theory]
    [InlineData("", "ends within its header (0 of 16 bytes)")]
    [InlineData("000008", "ends within its header (3 of 16 bytes)")]
    [InlineData("000008030000000200000001", "ends within its header (12 of 16 bytes)")]
    [InlineData("FFD8FFE000104A46", "is no IDX file of bytes (begins with 0xFFD8FFE0)")]
    [InlineData("00000D03000000010000000100000001AA", "is no IDX file of bytes (begins with 0x00000D03)")]
    [InlineData("0000080100000001AA", "is no IDX file of images: its header has 1 sizes, not 3")]
    [InlineData("00000803000000020000000100000001AA", "is truncated: its header says 2 bytes (2 x 1 x 1), 1 are there")]
    [InlineData("00000803000000010000000100000001AABB", "is longer than the 1 bytes (1 x 1 x 1) its header says")]
    [InlineData("00000803000000000000000100000001", "its header says size 0 in place 1: nothing, or more than fits into memory")]
    [InlineData("000008030000FFFF0000FFFF0000FFFF", "its header says size 65535 in place 2: nothing, or more than fits into memory")]
    [InlineData("00000803FFFFFFFFFFFFFFFFFFFFFFFF", "its header says size 4294967295 in place 1: nothing, or more than fits into memory")]
    [InlineData("000008030000040000000400000004", "ends within its header (15 of 16 bytes)")]
    public void Given_damaged_bytes_plain_or_gzipped_then_the_one_error_names_file_and_fault(string hex, string problem)
    {
        foreach (var gzip in (bool[])[false, true])
        {
            var path = Write(Convert.FromHexString(hex), gzip);
            Assert.Equal($"{path}: {problem}", Assert.Throws<DataFileException>(() => IdxFile.ReadImages(path)).Message);
        }
    }

    [Fact]
    public void Given_a_header_that_claims_a_gigabyte_then_no_gigabyte_is_taken()
    {
        var path = Write([.. Header(1 << 30), 1, 2, 3], gzip: false);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataFileException>(() => IdxFile.ReadLabels(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Given_any_cut_of_a_gzip_file_then_a_missing_byte_is_never_overlooked()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        var whole = File.ReadAllBytes(Write([.. Header(3, 2, 2), .. pixels], gzip: true));
        var refused = 0;
        for (var length = 2; length < whole.Length; length++)
        {
            var path = Path.Combine(_folder, "cut.gz");
            File.WriteAllBytes(path, whole[..length]);
            try
            {
                Assert.Equal(pixels, IdxFile.ReadImages(path).Pixels); // only gzip's own trailer was cut
            }
            catch (DataFileException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, whole.Length / 2, whole.Length);
    }

    [Fact]
    public void Given_bytes_changed_within_a_gzip_file_then_no_other_error_leaves()
    {
        var whole = File.ReadAllBytes(Write([.. Header(3, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], gzip: true));
        for (var place = 0; place < whole.Length; place++)
        {
            byte[] changed = [.. whole];
            changed[place] ^= 0x55;
            var path = Path.Combine(_folder, "changed.gz");
            File.WriteAllBytes(path, changed);
            if (Record.Exception(() => IdxFile.ReadImages(path)) is { } error) Assert.IsType<DataFileException>(error);
        }
    }

    [Fact]
    public void Given_a_folder_in_place_of_a_file_then_the_one_error_names_it() =>
        Assert.Equal(_folder + ": is a folder, not a file", Assert.Throws<DataFileException>(() => IdxFile.ReadImages(_folder)).Message);

    private static byte[] Header(params int[] sizes)
    {
        var header = new byte[4 + 4 * sizes.Length];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return header;
    }

    private string Write(byte[] bytes, bool gzip)
    {
        var path = Path.Combine(_folder, gzip ? "file.gz" : "file");
        using Stream file = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        file.Write(bytes);
        return path;
    }
}
