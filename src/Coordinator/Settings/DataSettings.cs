using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>data</c>: which images there are, and how they are split, fitted and normalised.</summary>
internal static class DataSettings
{
    private static readonly string[] Cifar10Training = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];

    private enum Kind
    {
        Idx,
        Cifar10,
        Cifar100,
        ImageFolder,
    }

    /// <summary>The keys that say where images stand; they are no part of a specification.</summary>
    public static IReadOnlyList<string> Places { get; } =
    [
        "data.kind", "data.folder", "data.training_images_file", "data.training_labels_file", "data.test_images_file", "data.test_labels_file",
        "data.training_folder", "data.test_folder",
    ];

    /// <summary>The part of the specification.</summary>
    public static DataSpec Read(SettingReader settings, NetworkSkeleton network)
    {
        return new DataSpec(
            TrainingImages: settings.Int32("data.training_images", 1),
            SearchValidationImages: settings.Int32("data.search_validation_images", 1),
            ReportValidationImages: settings.Int32("data.report_validation_images", 1),
            Mean: OneForEachChannel("data.mean", double.NegativeInfinity),
            StandardDeviation: OneForEachChannel("data.standard_deviation", 0),
            Fitting: ReadFitting(settings, network));

        IReadOnlyList<double> OneForEachChannel(string key, double above)
        {
            var numbers = settings.Doubles(key, 1, above);
            settings.Require(numbers.Count == network.InputChannels, key, $"must have one number a channel, and network.input_channels is {network.InputChannels}");
            return numbers;
        }
    }

    /// <summary>A filter's name.</summary>
    public static Interpolation ReadInterpolation(SettingReader settings, string key) =>
        settings.OneOf(key, ("bicubic", Interpolation.Bicubic), ("bilinear", Interpolation.Bilinear));

    /// <summary>Where the images stand. Files are looked for where that is quick; folders of images when they are opened.</summary>
    /// <param name="required">Whether they must be there.</param>
    public static DataFiles ReadFiles(SettingReader settings, NetworkSkeleton network, bool required = true)
    {
        var kind = settings.OneOf("data.kind", ("idx", Kind.Idx), ("cifar-10", Kind.Cifar10), ("cifar-100", Kind.Cifar100), ("image-folder", Kind.ImageFolder));
        // An empty folder is refused by the reader; a path must still be formed from it.
        var folder = settings.Text("data.folder") is { Length: > 0 } text ? text : ".";
        var idx = new IdxFiles(
            Locate("data.training_images_file"), Locate("data.training_labels_file"), Locate("data.test_images_file"), Locate("data.test_labels_file"));
        var folders = new ImageFolders(Path.GetFullPath(Path.Combine(folder, settings.Text("data.training_folder"))), Path.GetFullPath(Path.Combine(folder, settings.Text("data.test_folder"))));
        if (kind == Kind.ImageFolder)
            settings.Require(network.InputChannels is 1 or 3, "network.input_channels", "must be 1 (grey) or 3 (colour): images are decoded to these");
        return kind switch
        {
            Kind.Idx => idx,
            Kind.ImageFolder => folders,
            Kind.Cifar10 => Cifar(Cifar10Training, "test_batch.bin", labelBytes: 1, classCount: 10),
            _ => Cifar(["train.bin"], "test.bin", labelBytes: 2, classCount: 100),
        };

        string Locate(string key)
        {
            var path = Path.GetFullPath(Path.Combine(folder, settings.Text(key)));
            settings.Require(!required || kind != Kind.Idx || File.Exists(path), key, $"there is no file {path}; data.folder is {folder}");
            return path;
        }

        CifarFiles Cifar(string[] training, string test, int labelBytes, int classCount)
        {
            settings.Require(network.ClassCount == classCount, "network.class_count", $"must be {classCount}: data.kind is {(labelBytes == 1 ? "cifar-10" : "cifar-100")}");
            settings.Require(network.InputChannels == 3, "network.input_channels", "must be 3: the images of CIFAR have colours");
            var names = Path.GetFullPath(Path.Combine(folder, labelBytes == 1 ? "batches.meta.txt" : "fine_label_names.txt"));
            return new CifarFiles([.. training.Select(InFolder)], InFolder(test), labelBytes, classCount, names);
        }

        string InFolder(string name)
        {
            var path = Path.GetFullPath(Path.Combine(folder, name));
            settings.Require(!required || File.Exists(path), "data.folder", $"there is no file {path}");
            return path;
        }
    }

    private static ImageFitting? ReadFitting(SettingReader settings, NetworkSkeleton network)
    {
        var fitting = new ImageFitting(settings.Int32("data.resize_shorter_side", 1, 8192), ReadInterpolation(settings, "data.interpolation"));
        if (!settings.OneOf("data.fit", ("pad", false), ("resize", true))) return null;
        settings.Require(fitting.ShorterSide >= network.ImageSize, "data.resize_shorter_side", $"must be at least network.image_size, which is {network.ImageSize}");
        return fitting;
    }
}
