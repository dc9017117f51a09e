using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Randomness;
using S3Actors.Models.Training;

namespace S3Actors.Tests.Models.Training;

/// <summary>What the training's tests share: a small space, and images whose class can be seen.</summary>
internal static class TrainingSamples
{
    /// <summary>16x16 grey images of 4 classes, patch 4: 4x4 and 2x2 tokens.</summary>
    public static NetworkSkeleton Skeleton { get; } = new(16, 4, 1, 4);

    public static SearchSpace SmallSpace { get; } = new([
        .. SampleSpaces.Stage(1, [1, 2], [8, 12], [2, 3, 4], [1, 2], [1, 2], [8, 12]),
        .. SampleSpaces.Stage(2, [1, 2], [12, 16], [2], [2, 3], [1, 2], [12, 16]),
    ]);

    public static SupernetIdentity Identity { get; } = new("iteration-1", 1, 6);

    /// <summary>Six steps of 8 images, with every option on: drop path, clipping, label smoothing, decay.</summary>
    public static TrainingSpec ShortTraining { get; } = new(
        6, 6, 8, 3e-3, 0.01, 0.34, 0.9, 0.999, 1e-8, 0.05, 0.1, 0.2, 1.0, 2, Initialisation.FanIn, 3);

    public static CampaignSpec Spec(TrainingSpec? training = null) =>
        SampleSpaces.Campaign(SmallSpace) with { Network = Skeleton, Data = Normalisation, Training = training ?? ShortTraining };

    public static DataSpec Normalisation { get; } = new(48, 16, 16, [0.3], [0.3]);

    /// <summary>80 images of 14x14: noise, and one bright quadrant that is the class.</summary>
    public static ImageDataset Quadrants { get; } = MakeQuadrants();

    public static ImageSubset Images { get; } = new(Quadrants, 0, 48);

    public static ImageSubset Validation { get; } = new(Quadrants, 48, 32);

    public static SandwichTrainer Trainer(int threads = 1, TrainingSpec? training = null, SupernetIdentity? identity = null) =>
        new(Spec(training), SmallSpace, identity ?? Identity, Images, new TrainingExecution(threads));

    /// <summary>A file name of its own for each test, in a folder that is removed with it.</summary>
    public sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3actors-");

        public string this[string name] => Path.Combine(_folder.FullName, name);

        public string[] Files => Directory.GetFiles(_folder.FullName);

        public void Dispose() => _folder.Delete(recursive: true);
    }

    private static ImageDataset MakeQuadrants()
    {
        const int Count = 80, Side = 14, Half = 7;
        var random = new CounterRandom(5, RandomPurpose.SpaceStatistics, 0, 0);
        var pixels = new byte[Count * Side * Side];
        var labels = new byte[Count];
        for (var i = 0; i < Count; i++)
        {
            labels[i] = (byte)random.NextInt32(4);
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++)
                {
                    var bright = y / Half * 2 + x / Half == labels[i];
                    pixels[(i * Side + y) * Side + x] = (byte)(random.NextInt32(100) + (bright ? 120 : 0));
                }
        }
        return new ImageDataset(pixels, labels, Count, 1, Side, Side, 4);
    }
}
