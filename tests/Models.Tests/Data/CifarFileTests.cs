using S3Actors.Models.Data;
using S3Actors.Tests.Models.Training;

namespace S3Actors.Tests.Models.Data;

public sealed class CifarFileTests : IDisposable
{
    private const int ImageBytes = 3 * 32 * 32;
    private readonly TrainingSamples.Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Records_of_all_files_come_in_their_order_with_the_last_label(int labelBytes)
    {
        var first = Write("one.bin", labelBytes, [3, 9]);
        var second = Write("two.bin", labelBytes, [0]);
        var images = CifarFile.Read([first, second], labelBytes, classCount: 10);

        Assert.Equal((3, 3, 32, 32, 10), (images.Count, images.Channels, images.Height, images.Width, images.ClassCount));
        Assert.Equal([3, 9, 0], Enumerable.Range(0, 3).Select(images.Label));
        for (var image = 0; image < 3; image++)
            Assert.Equal(Pixels(image == 2 ? 0 : image), images.Image(image).ToArray());
    }

    [Fact]
    public void A_file_that_is_no_whole_number_of_records_is_refused()
    {
        var path = Write("one.bin", labelBytes: 1, [3, 9]);
        var problem = Assert.Throws<DataFileException>(() => CifarFile.Read([path], labelBytes: 2, classCount: 10));
        Assert.Equal($"{path}: 6146 bytes are no whole number of records of 3074 bytes (2 of labels, 3072 of pixels)", problem.Message);
        File.WriteAllBytes(path, []);
        Assert.Throws<DataFileException>(() => CifarFile.Read([path], labelBytes: 1, classCount: 10));
    }

    [Fact]
    public void A_label_that_is_no_class_is_named_with_its_record()
    {
        var path = Write("one.bin", labelBytes: 1, [3, 9]);
        var problem = Assert.Throws<DataFileException>(() => CifarFile.Read([path], labelBytes: 1, classCount: 9));
        Assert.Equal($"{path}: label 9 of record 1 is none of the 9 classes 0 to 8", problem.Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal($"{_folder["none.bin"]}: no such file", Assert.Throws<DataFileException>(() => CifarFile.Read([_folder["none.bin"]], 1, 10)).Message);

    private static byte[] Pixels(int image) => [.. Enumerable.Range(0, ImageBytes).Select(i => (byte)(7 * i + 31 * image))];

    private string Write(string name, int labelBytes, byte[] labels)
    {
        File.WriteAllBytes(_folder[name], [.. labels.SelectMany((label, i) => (byte[])[.. Enumerable.Repeat((byte)99, labelBytes - 1), label, .. Pixels(i)])]);
        return _folder[name];
    }
}
