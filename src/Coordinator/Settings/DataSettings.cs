using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>data</c>: which images there are, and how they are split, fitted and normalised.</summary>
internal static class DataSettings
{
    private static readonly string[] Cifar10Training = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];

    private const string KindKey = "data.kind", FolderKey = "data.folder";
    private static readonly string[] IdxKeys =
        ["data.training_images_file", "data.training_labels_file", "data.test_images_file", "data.test_labels_file"];
    private static readonly string[] FolderKeys = ["data.training_folder", "data.test_folder"];

    private enum Kind
    {
        Idx,
        Cifar10,
        Cifar100,
        ImageFolder,
    }

    /// <summary>The keys that say where images stand; they are no part of a specification.</summary>
    public static IReadOnlyList<string> Places { get; } = [KindKey, FolderKey, .. IdxKeys, .. FolderKeys];

    /// <summary>Where the images stand, as a campaign's journal keeps it: the keys that their kind has, the folder as a full path.</summary>
    public static SortedDictionary<string, string> Recorded(SettingReader settings)
    {
        var kind = ReadKind(settings);
        var places = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in KeysOf(kind)) places[key] = settings.Text(key);
        places[FolderKey] = Path.GetFullPath(Folder(settings));
        return places;
    }

    /// <summary>Places that a journal has, as settings; whatever else stands among them is left out.</summary>
    public static SettingLayer Layer(IReadOnlyDictionary<string, string> places) =>
        SettingLayer.FromText("the places that the campaign recorded", SpecText.Of(places.Where(it => Places.Contains(it.Key))));

    /// <summary>What says where the images stand, in words for a message.</summary>
    /// <param name="places">As recorded.</param>
    public static string InWords(IReadOnlyDictionary<string, string> places) =>
        $"{string.Join(", ", (string[])[KindKey, FolderKey, .. places.Keys.Where(key => key is not (KindKey or FolderKey))])} say where they stand";

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
            settings.Require(numbers.Count == network.InputChannels, key, $"must have one number a channel, and network.input_channels is {network.InputChannels}", "network.input_channels");
            return numbers;
        }
    }

    /// <summary>A filter's name.</summary>
    public static Interpolation ReadInterpolation(SettingReader settings, string key) =>
        settings.OneOf(key, ("bicubic", Interpolation.Bicubic), ("bilinear", Interpolation.Bilinear));

    /// <summary>Where the images stand. Files are looked for here; what a folder of images holds shows when it is opened.</summary>
    /// <param name="required">Whether they must be there.</param>
    public static DataFiles ReadFiles(SettingReader settings, NetworkSkeleton network, bool required = true)
    {
        var kind = ReadKind(settings);
        var folder = Folder(settings);
        var idx = IdxKeys.Select(Locate).ToList();
        var folders = FolderKeys.Select(Locate).ToList();
        if (kind == Kind.ImageFolder)
            settings.Require(network.InputChannels is 1 or 3, "network.input_channels", "must be 1 (grey) or 3 (colour): images are decoded to these");
        DataFiles files = kind switch
        {
            Kind.Idx => new IdxFiles(idx[0], idx[1], idx[2], idx[3]),
            Kind.ImageFolder => new ImageFolders(folders[0], folders[1]),
            Kind.Cifar10 => Cifar(Cifar10Training, "test_batch.bin", labelBytes: 1, classCount: 10),
            _ => Cifar(["train.bin"], "test.bin", labelBytes: 2, classCount: 100),
        };
        if (required && !settings.Problems.Any(it => KeysOf(kind).Contains(it.Key))) RequirePlaces();
        return files;

        string Locate(string key) => InFolder(settings.Text(key));

        string InFolder(string name) => Path.GetFullPath(Path.Combine(folder, name));

        CifarFiles Cifar(string[] training, string test, int labelBytes, int classCount)
        {
            settings.Require(network.ClassCount == classCount, "network.class_count", $"must be {classCount}: data.kind is {(labelBytes == 1 ? "cifar-10" : "cifar-100")}");
            settings.Require(network.InputChannels == 3, "network.input_channels", "must be 3: the images of CIFAR have colours");
            var names = InFolder(labelBytes == 1 ? "batches.meta.txt" : "fine_label_names.txt");
            return new CifarFiles([.. training.Select(InFolder)], InFolder(test), labelBytes, classCount, names);
        }

        // A folder that is not there is one problem, and not one for each file that would be in it.
        void RequirePlaces()
        {
            IEnumerable<(string Key, string Path, bool IsFound)> places = files switch
            {
                CifarFiles cifar => cifar.Training.Append(cifar.Test).Select(path => (FolderKey, path, File.Exists(path))),
                ImageFolders => FolderKeys.Zip(folders, (key, path) => (key, path, Directory.Exists(path))),
                _ => IdxKeys.Zip(idx, (key, path) => (key, path, File.Exists(path))),
            };
            var missing = places.Where(it => !it.IsFound).ToList();
            var isInFolder = missing.Exists(it => it.Key == FolderKey || !Path.IsPathRooted(settings.Text(it.Key)));
            if (isInFolder && !Directory.Exists(folder))
            {
                var own = KeysOf(kind).Where(key => key is not (KindKey or FolderKey)).ToList();
                var others = own.Count == 0 ? "" : $", or {string.Join(", ", own)},";
                settings.Require(false, FolderKey, $"{Missing("folder", Path.GetFullPath(folder))}; {FolderKey}{others} says where the images stand");
                return;
            }
            foreach (var (key, path, _) in missing)
            {
                var within = key == FolderKey ? "" : $"; {FolderKey} is {folder}";
                settings.Require(false, key, $"{Missing(kind == Kind.ImageFolder ? "folder" : "file", path)}{within}");
            }
        }
    }

    /// <summary>Why something cannot be used that was looked for and not found.</summary>
    private static string Missing(string what, string path)
    {
        try
        {
            File.GetAttributes(path);
            return $"{path} is no {what}";
        }
        catch (UnauthorizedAccessException)
        {
            return $"this user may not look at {path}";
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            return $"there is no {what} {path}";
        }
    }

    private static Kind ReadKind(SettingReader settings) =>
        settings.OneOf(
            KindKey, ("idx", Kind.Idx), ("cifar-10", Kind.Cifar10), ("cifar-100", Kind.Cifar100), ("image-folder", Kind.ImageFolder));

    /// <summary>An empty folder is refused by the reader; a path must still be formed from it.</summary>
    private static string Folder(SettingReader settings) => settings.Text(FolderKey) is { Length: > 0 } text ? text : ".";

    private static IEnumerable<string> KeysOf(Kind kind) =>
        [KindKey, FolderKey, .. kind switch { Kind.Idx => IdxKeys, Kind.ImageFolder => FolderKeys, _ => [] }];

    private static ImageFitting? ReadFitting(SettingReader settings, NetworkSkeleton network)
    {
        var fitting = new ImageFitting(settings.Int32("data.resize_shorter_side", 1, 8192), ReadInterpolation(settings, "data.interpolation"));
        if (!settings.OneOf("data.fit", ("pad", false), ("resize", true))) return null;
        settings.Require(fitting.ShorterSide >= network.ImageSize, "data.resize_shorter_side", $"must be at least network.image_size, which is {network.ImageSize}", "network.image_size");
        return fitting;
    }
}
