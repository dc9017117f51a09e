using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;

namespace S3Actors.Coordinator.Hosting;

/// <summary>A campaign's images, split, with their digest.</summary>
public sealed record CampaignImages(DataSplits Splits, string Digest)
{
    /// <summary>Reads the files, or lists the folders.</summary>
    /// <exception cref="DataFileException">A file is missing or damaged, or labels and images do not belong together.</exception>
    /// <exception cref="ConfigurationException">The images do not fit the specification.</exception>
    public static CampaignImages Read(CampaignConfiguration configuration)
    {
        var spec = configuration.Spec;
        var (training, test) = Open(configuration.Data, spec);
        var source = configuration.Data is IdxFiles files ? files.TrainingImages : configuration.Data.Folder;
        var problems = DataSplits.Problems(training, test, spec.Data).Select(p => new ConfigurationProblem(source, "data", null, p)).ToList();
        if (spec.Network.InputChannels != training.Channels)
            problems.Add(new(source, "network.input_channels", $"{spec.Network.InputChannels}", $"the images have {training.Channels}"));
        if (spec.Data.Fitting is null && training.CommonSize is { } size && (size.Height > spec.Network.ImageSize || size.Width > spec.Network.ImageSize))
            problems.Add(new(source, "network.image_size", $"{spec.Network.ImageSize}", $"the images are {size.Height} x {size.Width}; they are padded, never cut, unless data.fit is resize"));
        if (problems.Count > 0) throw new ConfigurationException(problems);
        var digest = DatasetDigest.Of(training, test);
        var room = configuration.Execution.ImageCacheBytes / 2; // one half for each set
        return new CampaignImages(DataSplits.Create(Fitted(training, spec, room), Fitted(test, spec, room), spec.Data), digest);
    }

    private static (IImageSource Training, IImageSource Test) Open(DataFiles files, CampaignSpec spec)
    {
        var classes = spec.Network.ClassCount;
        switch (files)
        {
            case IdxFiles idx:
                return (ImageDataset.ReadIdx(idx.TrainingImages, idx.TrainingLabels, classes), ImageDataset.ReadIdx(idx.TestImages, idx.TestLabels, classes));
            case CifarFiles cifar:
                return (CifarFile.Read(cifar.Training, cifar.LabelBytes, classes), CifarFile.Read([cifar.Test], cifar.LabelBytes, classes));
            case ImageFolders folders:
                var training = ImageFolder.Open(folders.Training, spec.Network.InputChannels, classes);
                var test = ImageFolder.Open(folders.Test, spec.Network.InputChannels, classes);
                test.RequireClassesOf(training);
                return (new ShuffledImages(training), test);
            default:
                throw new ArgumentOutOfRangeException(nameof(files), files, "No images stand there.");
        }
    }

    private static IImageSource Fitted(IImageSource images, CampaignSpec spec, long room) =>
        images.CommonSize is null || spec.Data.Fitting is not null ? new FittedImages(images, spec.Data.Fitting, spec.Network.ImageSize, room) : images;
}
