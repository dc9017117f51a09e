using System.Collections.Concurrent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;

namespace S3Actors.Models.Data.Checking;

/// <summary>Whether a campaign's images can be read, before anything is trained on them.</summary>
/// <param name="splits">The images.</param>
/// <param name="spec">Says what becomes of them.</param>
public sealed class ImageChecks(DataSplits splits, CampaignSpec spec)
{
    /// <summary>Headers that are read at the start of every session: what a disk gives within seconds.</summary>
    public const int MostHeaders = 10_000;

    /// <summary>
    /// What is cheap: no file is empty; headers can be read, and say sizes that are decoded and fitted. Of more than
    /// <see cref="MostHeaders"/> files the headers of so many are read, spread evenly. Images in memory were read whole already.
    /// </summary>
    /// <returns>One entry a bad file, in the order of splits and images; empty where none is known to be bad.</returns>
    public IReadOnlyList<ImageProblem> Quick()
    {
        var images = All().Where(it => !it.Subset.Dataset.IsInMemory).ToList();
        var empty = images.Where(it => it.Subset.Dataset.Length(it.Index) == 0).Select(it => new ImageProblem(it.Subset.Dataset.Name(it.Index), "is empty (0 bytes)")).ToList();
        var headers = Math.Min(images.Count, MostHeaders);
        var problems = new ImageProblem?[headers];
        Parallel.For(0, headers, i =>
        {
            var image = images[(int)((long)i * images.Count / headers)];
            if (image.Subset.Dataset.Length(image.Index) > 0) problems[i] = HeaderProblem(image);
        });
        return [.. empty, .. problems.OfType<ImageProblem>()];
    }

    /// <summary>Decodes every image.</summary>
    /// <param name="progress">Told how many are done, from any thread.</param>
    /// <returns>One entry a bad file, in the order of splits and images.</returns>
    public IReadOnlyList<ImageProblem> Full(Action<int> progress, CancellationToken stop = default)
    {
        var images = All().ToList();
        var problems = new ImageProblem?[images.Count];
        var buffers = new ConcurrentBag<ImageBuffer>();
        var done = 0;
        Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = stop }, i =>
        {
            if (!buffers.TryTake(out var buffer)) buffer = new ImageBuffer();
            problems[i] = DecodingProblem(images[i], buffer);
            buffers.Add(buffer);
            progress(Interlocked.Increment(ref done));
        });
        return [.. problems.OfType<ImageProblem>()];
    }

    /// <summary>How many images a campaign uses.</summary>
    public int Count => All().Count();

    private IEnumerable<(ImageSubset Subset, int Index, bool IsFitted)> All()
    {
        var cropped = spec.Training.Augmentation?.Crop is not null;
        return Of(splits.Training, !cropped)
            .Concat(Of(splits[EvaluationSplit.SearchValidation], true))
            .Concat(Of(splits[EvaluationSplit.ReportValidation], true))
            .Concat(Of(splits[EvaluationSplit.Test], true));

        static IEnumerable<(ImageSubset, int, bool)> Of(ImageSubset subset, bool isFitted) => Enumerable.Range(subset.Start, subset.Count).Select(i => (subset, i, isFitted));
    }

    private ImageProblem? HeaderProblem((ImageSubset Subset, int Index, bool IsFitted) image)
    {
        var source = image.Subset.Dataset.Original;
        try
        {
            if (source.StoredSize(image.Index) is not { } size) return DecodingProblem(image, new ImageBuffer());
            return SizeProblem(image, size.Width, size.Height) is { } problem ? new ImageProblem(source.Name(image.Index), problem) : null;
        }
        catch (DataFileException bad)
        {
            return new ImageProblem(bad.File, bad.Problem);
        }
    }

    private ImageProblem? DecodingProblem((ImageSubset Subset, int Index, bool IsFitted) image, ImageBuffer buffer)
    {
        var source = image.Subset.Dataset.Original;
        try
        {
            source.Read(image.Index, buffer);
            return SizeProblem(image, buffer.Width, buffer.Height) is { } problem ? new ImageProblem(source.Name(image.Index), problem) : null;
        }
        catch (DataFileException bad)
        {
            return new ImageProblem(bad.File, bad.Problem);
        }
    }

    private string? SizeProblem((ImageSubset Subset, int Index, bool IsFitted) image, int width, int height)
    {
        if (Decoding.ImageDecoder.SizeProblem(width, height) is { } unbelievable) return unbelievable;
        return image.IsFitted ? ImageFit.Problem(spec.Data.Fitting, spec.Network.ImageSize, width, height) : null;
    }
}
