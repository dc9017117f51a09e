using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Data;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Images in every form a campaign's file may name, from the file to the splits.</summary>
public sealed class DataSettingsTests : IDisposable
{
    private static readonly string[] Colour = ["network.input_channels=3", "data.mean=[0.5, 0.5, 0.5]", "data.standard_deviation=[0.25, 0.25, 0.25]"];
    private static readonly string[] Few = ["data.training_images=4", "data.search_validation_images=3", "data.report_validation_images=2", "measurement.images=3", "search.images=3"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cifar_10_files_are_read_and_split()
    {
        for (var file = 1; file <= 5; file++) WriteCifar($"data_batch_{file}.bin", labelBytes: 1, records: 2, classes: 10);
        WriteCifar("test_batch.bin", labelBytes: 1, records: 3, classes: 10);
        var images = Read(["data.kind=cifar-10", .. Colour, .. Few]);
        Assert.Equal((4, 3, 2, 3), (images.Splits.Training.Count, images.Splits[EvaluationSplit.SearchValidation].Count, images.Splits[EvaluationSplit.ReportValidation].Count, images.Splits[EvaluationSplit.Test].Count));
        Assert.Equal((32, 32), images.Splits.Training.Dataset.CommonSize);
    }

    [Fact]
    public void Cifar_100_images_are_scaled_to_the_size_of_the_network()
    {
        WriteCifar("train.bin", labelBytes: 2, records: 9, classes: 100);
        WriteCifar("test.bin", labelBytes: 2, records: 2, classes: 100);
        var images = Read(["data.kind=cifar-100", "network.class_count=100", "network.image_size=64", "data.fit=resize", "data.resize_shorter_side=72", .. Colour, .. Few]);
        Assert.Equal((64, 64), images.Splits.Training.Dataset.CommonSize);
        Assert.Equal(100, images.Splits.Training.Dataset.ClassCount);
    }

    [Fact]
    public void Image_folders_are_shuffled_before_they_are_split()
    {
        WriteTree("train", "ab", 10);
        WriteTree("val", "ab", 2);
        var images = Read(["data.kind=image-folder", "network.class_count=2", "data.fit=resize", "data.resize_shorter_side=40", .. Colour, .. Few]);
        var training = images.Splits.Training;
        Assert.Equal((32, 32), training.Dataset.CommonSize);
        Assert.Equal(2, Enumerable.Range(0, 4).Select(i => training.Dataset.Label(i)).Distinct().Count());
        Assert.Equal([0, 1], Enumerable.Range(0, 4).Select(i => images.Splits[EvaluationSplit.Test].Dataset.Label(i)).Distinct());
    }

    [Theory]
    [InlineData("there is no file /usr/share/datasets/fashion-mnist/data_batch_1.bin", "data.kind=cifar-10")]
    [InlineData("data.folder = /none: there is no folder /none; data.folder says where the images stand", "data.kind=cifar-10", "data.folder=/none")]
    [InlineData("data.folder = /none: there is no folder /none; data.folder, or data.training_folder, data.test_folder, says where the images stand", "data.kind=image-folder", "data.folder=/none")]
    [InlineData("data.training_folder = train: there is no folder /usr/share/datasets/fashion-mnist/train; data.folder is /usr/share/datasets/fashion-mnist", "data.kind=image-folder")]
    [InlineData("data.test_images_file = moved.gz: there is no file /usr/share/datasets/fashion-mnist/moved.gz; data.folder is /usr/share/datasets/fashion-mnist", "data.test_images_file=moved.gz")]
    [InlineData("network.class_count = 11: must be 10: data.kind is cifar-10", "data.kind=cifar-10", "network.class_count=11")]
    [InlineData("data.kind = tiff: must be one of idx, cifar-10, cifar-100, image-folder", "data.kind=tiff")]
    [InlineData("network.input_channels = 2: must be 1 (grey) or 3 (colour): images are decoded to these", "data.kind=image-folder", "network.input_channels=2")]
    [InlineData("data.resize_shorter_side = 31: must be at least network.image_size, which is 32", "data.fit=resize", "data.resize_shorter_side=31")]
    [InlineData("data.fit = stretch: must be one of pad, resize", "data.fit=stretch")]
    [InlineData("data.interpolation = nearest: must be one of bicubic, bilinear", "data.interpolation=nearest")]
    [InlineData("training.augmentation.crop_area = [0.5, 2]: must be two numbers, the smallest and the largest allowed, at most 1", "training.augmentation.crop_area=[0.5, 2]")]
    [InlineData("training.augmentation.crop_area = [0.5, 0.4]: must be two numbers", "training.augmentation.crop_area=[0.5, 0.4]")]
    [InlineData("training.augmentation.crop_area = [0, 1]: must be a list of at least 2 number(s) above 0", "training.augmentation.crop_area=[0, 1]")]
    [InlineData("training.augmentation.crop_aspect = [2, 1]: must be two numbers", "training.augmentation.crop_aspect=[2, 1]")]
    [InlineData("training.augmentation.flip = 1.5: must be a number of at least 0 and at most 1", "training.augmentation.flip=1.5")]
    [InlineData("training.augmentation.rand_augment.magnitude = 11: must be a number of at least 0 and at most 10", "training.augmentation.rand_augment.magnitude=11")]
    [InlineData("training.augmentation.rand_augment.operations = -1: must be a whole number from 0 to 100", "training.augmentation.rand_augment.operations=-1")]
    [InlineData("training.augmentation.mixup = 0: must be a number above 0, or off", "training.augmentation.mixup=0")]
    [InlineData("training.augmentation.erase = 0.1: there is no such setting; did you mean training.augmentation.erasing?", "training.augmentation.erase=0.1")]
    public void A_bad_setting_is_a_line(string expected, params string[] options)
    {
        var problems = Assert.Throws<ConfigurationException>(() => _folder.Configure(MinimalCampaign.Text, options)).Message.Split('\n');
        Assert.Contains(problems, line => line.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train: has no class folders", "train/", "val/")]
    [InlineData("train: has 1 class folders, but network.class_count is 2: 'a'", "train/a/", "train/a/1", "val/a/", "val/a/1")]
    [InlineData("train/b: holds no JPEG or PNG file", "train/a/", "train/a/1", "train/b/", "val/a/", "val/a/1", "val/b/", "val/b/1")]
    [InlineData("train: has a class folder 'b' that", "train/a/", "train/a/1", "train/b/", "train/b/1", "val/a/", "val/a/1", "val/c/", "val/c/1")]
    [InlineData("val: has a class folder 'c' that", "train/a/", "train/a/1", "val/a/", "val/a/1", "val/c/", "val/c/1")]
    public void A_bad_folder_is_a_line(string expected, params string[] tree)
    {
        foreach (var path in tree)
        {
            if (path.EndsWith('/')) Directory.CreateDirectory(_folder.Path(path));
            else File.Copy(Fixture("grey.jpg"), _folder.Path(path + ".jpg"));
        }
        var error = Assert.Throws<DataFileException>(() => Read(["data.kind=image-folder", "network.class_count=2", .. Colour, .. Few]));
        Assert.StartsWith(_folder.Path(expected[..expected.IndexOf(':', StringComparison.Ordinal)]) + expected[expected.IndexOf(':', StringComparison.Ordinal)..], error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Doctor_says_how_far_it_is_while_it_decodes()
    {
        WriteTree("train", "ab", 10);
        WriteTree("val", "ab", 2);
        var said = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var configuration = _folder.Configure(MinimalCampaign.Text,
            [$"data.folder={_folder.Path("")}", "data.kind=image-folder", "network.class_count=2", "data.fit=resize", "data.resize_shorter_side=40", .. Colour, .. Few]);
        Assert.Equal((13, 0), DataDiagnosis.Of(configuration, said.Enqueue, TimeSpan.Zero) is var it ? (it.Images, it.Bad.Count) : default);
        Assert.NotEmpty(said);
        Assert.All(said, line => Assert.Matches("^[0-9]+ of 13 images decoded$", line));
    }

    [Fact]
    public void Augmentation_is_what_the_settings_say_and_nothing_where_all_is_off()
    {
        Assert.Null(_folder.Configure(MinimalCampaign.Text, "training.augmentation.crop_aspect=[0.5, 2]", "training.augmentation.rand_augment.magnitude=3", "training.augmentation.cutmix_share=1").Spec.Training.Augmentation);
        Assert.Equal(
            new AugmentationSpec(new CropSpec(0.1, 0.9, 0.75, 4.0 / 3, Interpolation.Bilinear), 0.5, new RandAugmentSpec(2, 7, 0.5, 0.9), 0.25, new MixingSpec(0.8, 0, 0.6, 0.5)),
            _folder.Configure(MinimalCampaign.Text, "training.augmentation.crop_area=[0.1, 0.9]", "training.augmentation.crop_interpolation=bilinear", "training.augmentation.flip=0.5",
                "training.augmentation.rand_augment.operations=2", "training.augmentation.rand_augment.magnitude=7", "training.augmentation.rand_augment.deviation=0.5",
                "training.augmentation.rand_augment.probability=0.9", "training.augmentation.erasing=0.25", "training.augmentation.mixup=0.8", "training.augmentation.mixing_probability=0.6").Spec.Training.Augmentation);
    }

    private CampaignImages Read(string[] options) =>
        CampaignImages.Read(_folder.Configure(MinimalCampaign.Text, [$"data.folder={_folder.Path("")}", .. options]));

    private void WriteCifar(string name, int labelBytes, int records, int classes) =>
        File.WriteAllBytes(_folder.Path(name), [.. Enumerable.Range(0, records).SelectMany(i => (byte[])[.. Enumerable.Repeat((byte)(i % classes), labelBytes), .. new byte[3072]])]);

    private void WriteTree(string root, string classes, int images)
    {
        foreach (var name in classes)
        {
            var folder = Directory.CreateDirectory(_folder.Path($"{root}/{name}"));
            for (var i = 0; i < images; i++) File.Copy(Fixture("colour.jpg"), Path.Combine(folder.FullName, $"{i}.jpg"));
        }
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", name);
}
