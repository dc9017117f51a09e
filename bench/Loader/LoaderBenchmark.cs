using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Augmentation;
using S3Actors.Models.Data;

namespace S3Actors.Bench.Loader;

/// <summary>Images from files to batches, at ImageNet's sizes, with as much of <c>s3-imagenet.conf</c>'s augmentation as each row says.</summary>
internal sealed class LoaderBenchmark : IBenchmark
{
    private const int Images = 64, Rounds = 7;
    private static readonly int[] Indices = [.. Enumerable.Range(0, Images)];

    public string Name => "loader";

    public string Question => "how many images a second are read, decoded, scaled and augmented?";

    public void Run(Findings findings, Effort effort)
    {
        using var tree = new JpegTree(Images);
        var spec = ImageNet(tree.Root);
        var all = spec.Training.Augmentation!;
        var stored = ImageFolder.Open(tree.Root, channels: 3);
        var fitted = new ImageSubset(new FittedImages(stored, spec.Data.Fitting, spec.Network.ImageSize, cacheBytes: 0), 0, Images);
        var kept = new ImageSubset(new FittedImages(stored, spec.Data.Fitting, spec.Network.ImageSize, cacheBytes: 1L << 30), 0, Images);
        var contenders = new List<Contender>
        {
            new("decoded, on one thread", Timed(() => Decode(stored))),
            new("fitted, as evaluations see them", Timed(Batch(spec, fitted, null))),
            new("fitted and kept in memory", Timed(Batch(spec, kept, null))),
            new("cropped and mirrored", Timed(Batch(spec, fitted, all with { RandAugment = null, ErasingProbability = 0, Mixing = null }))),
            new("with all of s3-imagenet.conf", Timed(Batch(spec, fitted, all))),
        };
        foreach (var contender in contenders) contender.Measure(); // warm: files in the system's cache, code compiled, images kept
        var timings = Interleaving.Run(contenders, Rounds);

        findings.Say(string.Create(CultureInfo.InvariantCulture,
            $"{Images} JPEG files of {JpegTree.Width} x {JpegTree.Height} pixels and {tree.Bytes / Images / 1000} KB, to {spec.Network.ImageSize} x {spec.Network.ImageSize}; {Environment.ProcessorCount} cores"));
        findings.Say($"{"",-34}{"images/s",10}{"spread",9}{"ms of a core an image",24}");
        foreach (var contender in contenders)
        {
            var (wall, processor) = timings[contender.Name];
            findings.Say(string.Create(CultureInfo.InvariantCulture,
                $"{contender.Name,-34}{1 / wall.Median,10:F0}{wall.Spread,9:P0}{1000 * processor.Median,24:F2}"));
            findings.Add(contender.Name, new JsonObject
            {
                ["images_per_second"] = Quantity.Round(1 / wall.Median), ["seconds_per_image"] = wall.ToJson(),
                ["processor_seconds_per_image"] = processor.ToJson(),
            });
        }
    }

    private static CampaignSpec ImageNet(string folder) => CampaignConfiguration.Read(
        Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "s3-imagenet.conf"),
        [$"data.folder={folder}", $"training.batch_size={Images}"], "loader", folder).Spec;

    private static void Decode(ImageFolder images)
    {
        var image = new ImageBuffer();
        foreach (var index in Indices) images.Read(index, image);
    }

    private static Action Batch(CampaignSpec spec, ImageSubset images, AugmentationSpec? augmentation)
    {
        var training = new TrainingImages(spec with { Training = spec.Training with { Augmentation = augmentation } }, images, supernet: 1);
        var (step, memory) = (0L, default(float[]));
        return () => memory = training.Prepare(step++, Indices, memory).Values;
    }

    private static Func<Elapsed> Timed(Action work) => () =>
    {
        using var process = Process.GetCurrentProcess();
        var (processor, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        work();
        var wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return new Elapsed(wall, (process.TotalProcessorTime - processor).TotalSeconds) / Images;
    };
}
