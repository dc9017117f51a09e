using S3Actors.Coordinator.Configuration;
using S3Actors.Models.Data;

namespace S3Actors.Coordinator.Running;

/// <summary>A campaign's images in memory, split, with their digest.</summary>
public sealed record CampaignImages(DataSplits Splits, string Digest)
{
    /// <summary>Reads the four files.</summary>
    /// <exception cref="DataFileException">A file is missing or damaged, or labels and images do not belong together.</exception>
    /// <exception cref="ConfigurationException">The images do not fit the specification.</exception>
    public static CampaignImages Read(CampaignConfiguration configuration)
    {
        var (spec, files) = (configuration.Spec, configuration.Data);
        var training = ImageDataset.ReadIdx(files.TrainingImages, files.TrainingLabels, spec.Network.ClassCount);
        var test = ImageDataset.ReadIdx(files.TestImages, files.TestLabels, spec.Network.ClassCount);

        var problems = DataSplits.Problems(training, test, spec.Data).Select(p => new ConfigurationProblem(files.TrainingImages, "data", null, p)).ToList();
        if (spec.Network.InputChannels != training.Channels)
            problems.Add(new(files.TrainingImages, "network.input_channels", $"{spec.Network.InputChannels}", $"the images have {training.Channels}"));
        if (training.Height > spec.Network.ImageSize || training.Width > spec.Network.ImageSize)
            problems.Add(new(files.TrainingImages, "network.image_size", $"{spec.Network.ImageSize}", $"the images are {training.Height} x {training.Width}; they are padded, never cut"));
        if (problems.Count > 0) throw new ConfigurationException(problems);
        return new CampaignImages(DataSplits.Create(training, test, spec.Data), DatasetDigest.Of(training, test));
    }
}
