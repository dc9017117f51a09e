using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Data.Checking;
using static System.FormattableString;

namespace S3Actors.Coordinator.Hosting;

/// <summary>A campaign's images, split, with their digest.</summary>
/// <param name="Digest">As the journal has it, or would.</param>
/// <param name="Stored">The training and the test images as they are stored.</param>
/// <param name="Classes">Names of the classes in the order of their numbers; null where the images have none.</param>
public sealed record CampaignImages(DataSplits Splits, string Digest, (IImageSource Training, IImageSource Test) Stored, IReadOnlyList<string>? Classes)
{
    /// <summary>Reads the files, or lists the folders; then looks at what is cheap to look at (<see cref="ImageChecks.Quick"/>).</summary>
    /// <exception cref="DataFileException">A file is missing or damaged, or labels and images do not belong together.</exception>
    /// <exception cref="ConfigurationException">The images do not fit the specification.</exception>
    public static CampaignImages Read(CampaignConfiguration configuration)
    {
        var images = Open(configuration);
        var bad = new ImageChecks(images.Splits, configuration.Spec).Quick();
        if (bad.Count == 0) return images;
        var more = bad.Count == 1 ? "" : Invariant($" (and {bad.Count - 1} more files: 'doctor --data' with the campaign's file lists all)");
        throw new DataFileException(bad[0].File, bad[0].Problem + more);
    }

    /// <summary>Reads the files, or lists the folders; opens no image of a folder but those of the digest.</summary>
    /// <exception cref="DataFileException">A file is missing or damaged, or labels and images do not belong together.</exception>
    /// <exception cref="ConfigurationException">The images do not fit the specification.</exception>
    public static CampaignImages Open(CampaignConfiguration configuration) =>
        Open(configuration.Data, configuration.Spec, configuration.Execution.ImageCacheBytes);

    /// <summary>The same, of files that no configuration names.</summary>
    /// <param name="imageCacheBytes">Room for decoded images, where they come from folders.</param>
    /// <exception cref="DataFileException">A file is missing or damaged, or labels and images do not belong together.</exception>
    /// <exception cref="ConfigurationException">The images do not fit the specification.</exception>
    public static CampaignImages Open(DataFiles where, CampaignSpec spec, long imageCacheBytes)
    {
        var (training, test) = Open(where, spec);
        var source = where is IdxFiles files ? files.TrainingImages : where.Folder;
        var problems = DataSplits.Problems(training, test, spec.Data).Select(p => new ConfigurationProblem(source, "data", null, p)).ToList();
        if (spec.Network.InputChannels != training.Channels)
            problems.Add(new(source, "network.input_channels", $"{spec.Network.InputChannels}", $"the images have {training.Channels}"));
        if (spec.Data.Fitting is null && training.CommonSize is { } size && (size.Height > spec.Network.ImageSize || size.Width > spec.Network.ImageSize))
            problems.Add(new(source, "network.image_size", $"{spec.Network.ImageSize}",
                $"the images are {size.Height} x {size.Width}; they are padded, never cut, unless data.fit is resize"));
        if (problems.Count > 0) throw new ConfigurationException(problems);
        var digest = DatasetDigest.Of(training, test);
        var room = imageCacheBytes / 2; // one half for each set
        return new CampaignImages(
            DataSplits.Create(Fitted(training, spec, room), Fitted(test, spec, room), spec.Data), digest, (training, test),
            training.ClassNames.Count > 0 ? training.ClassNames : null) { OwnDigest = digest };
    }

    /// <summary>SHA-256 of the images as they stand now, which is another than <see cref="Digest"/> where damaged ones were repaired since.</summary>
    public string OwnDigest { get; private init; } = Digest;

    /// <summary>What a user should know of the images though nothing is refused for it, a line each, where it was asked for.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>The same images with their <see cref="Notes"/>: what was left out, and pictures in two splits, where they are few enough to compare.</summary>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    public CampaignImages WithNotes() => this with { Notes = NotesOf() };

    /// <summary>What of the folders is no image, a line each.</summary>
    public IReadOnlyList<string> LeftOut => [.. Folders().SelectMany(it => it.Folder.LeftOut)];

    /// <summary>Files that could not be decoded since they were opened, and have not changed since.</summary>
    public IReadOnlyList<DamagedImage> Damaged() => [.. Folders().SelectMany(it => it.Folder.Damaged(it.Set))];

    /// <summary>Whether any file could not be read or decoded since it was opened.</summary>
    public bool HaveFailed => Folders().Any(it => it.Folder.HasFailed);

    /// <summary>Whether any file is a symbolic link.</summary>
    public bool HaveLinks => Folders().Any(it => it.Folder.HasLinks);

    private IReadOnlyList<string> NotesOf() => [.. LeftOut, .. ToLine(SharedPictures.Of(Splits, SharedPictures.MostFiles))];

    private static IEnumerable<string> ToLine(SharedPictures shared) => shared.ToText() is { } text ? [text] : [];

    private IEnumerable<(string Set, ImageFolder Folder)> Folders()
    {
        if ((Stored.Training as ShuffledImages)?.Images is ImageFolder training) yield return (DatasetDigest.TrainingSet, training);
        if (Stored.Test is ImageFolder test) yield return (DatasetDigest.TestSet, test);
    }

    private static (IImageSource Training, IImageSource Test) Open(DataFiles files, CampaignSpec spec)
    {
        var classes = spec.Network.ClassCount;
        switch (files)
        {
            case IdxFiles idx:
                return (ImageDataset.ReadIdx(idx.TrainingImages, idx.TrainingLabels, classes), ImageDataset.ReadIdx(idx.TestImages, idx.TestLabels, classes));
            case CifarFiles cifar:
                var names = CifarFile.ReadClassNames(cifar.ClassNames, classes);
                return (CifarFile.Read(cifar.Training, cifar.LabelBytes, classes, names), CifarFile.Read([cifar.Test], cifar.LabelBytes, classes, names));
            case ImageFolders folders:
                var training = ImageFolder.Open(folders.Training, spec.Network.InputChannels);
                var test = ImageFolder.Open(folders.Test, spec.Network.InputChannels);
                ImageFolder.RequireClasses(training, test, classes);
                return (new ShuffledImages(training), test);
            default:
                throw new ArgumentOutOfRangeException(nameof(files), files, "No images stand there.");
        }
    }

    private static IImageSource Fitted(IImageSource images, CampaignSpec spec, long room) =>
        images.CommonSize is null || spec.Data.Fitting is not null ? new FittedImages(images, spec.Data.Fitting, spec.Network.ImageSize, room) : images;
}
