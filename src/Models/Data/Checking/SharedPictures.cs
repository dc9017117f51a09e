using System.Buffers.Binary;
using S3Actors.Messages.Evaluation;
using static System.FormattableString;

namespace S3Actors.Models.Data.Checking;

/// <summary>A picture that lies in two splits.</summary>
public sealed record SharedPicture(string File, string Split, string OtherFile, string OtherSplit)
{
    /// <summary>As it is said.</summary>
    public override string ToString() => $"{File} ({Split}) and {OtherFile} ({OtherSplit})";
}

/// <summary>
/// Pictures that lie in more than one of training, search-validation, report-validation and test, byte for byte: an error measured on what
/// was trained on is too low. Published sets have some, so nothing is refused.
/// </summary>
/// <param name="Pairs">Each picture once with the first other one that equals it.</param>
/// <param name="IsComplete">False where so many files would have had to be read that none was.</param>
public sealed record SharedPictures(IReadOnlyList<SharedPicture> Pairs, bool IsComplete)
{
    /// <summary>Files that are compared at the start of every session.</summary>
    public const int MostFiles = 10_000;

    private const int Shown = 3;

    /// <summary>Compares the pictures of a campaign. Only files of one length can be equal, and only those are read.</summary>
    /// <param name="mostFiles">More are not read; images in memory always are.</param>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    public static SharedPictures Of(DataSplits splits, int mostFiles = int.MaxValue)
    {
        var images = new List<(ImageSubset Subset, int Index, int Split)>();
        (string Name, ImageSubset Subset)[] named = [("training", splits.Training), .. Enum.GetValues<EvaluationSplit>().Select(split => (split.Word(), splits[split]))];
        for (var split = 0; split < named.Length; split++)
            images.AddRange(Enumerable.Range(named[split].Subset.Start, named[split].Subset.Count).Select(i => (named[split].Subset, i, split)));
        var lengths = new Dictionary<long, int>();
        foreach (var (subset, index, split) in images) lengths[subset.Dataset.Length(index)] = lengths.GetValueOrDefault(subset.Dataset.Length(index)) | 1 << split;
        images.RemoveAll(it => int.PopCount(lengths[it.Subset.Dataset.Length(it.Index)]) < 2);
        if (images.Count(it => !it.Subset.Dataset.Original.IsInMemory) > mostFiles) return new SharedPictures([], false);

        var digests = new UInt128[images.Count];
        ImageTensors.ForEach(images.Count, inParallel: true, i => digests[i] = BinaryPrimitives.ReadUInt128LittleEndian(images[i].Subset.Dataset.Digest(images[i].Index)));
        var first = new Dictionary<UInt128, int>();
        var pairs = new List<SharedPicture>();
        for (var i = 0; i < images.Count; i++)
        {
            if (first.TryAdd(digests[i], i)) continue;
            var other = images[first[digests[i]]];
            if (other.Split == images[i].Split) continue;
            pairs.Add(new SharedPicture(Name(other), named[other.Split].Name, Name(images[i]), named[images[i].Split].Name));
        }
        return new SharedPictures(pairs, true);

        static string Name((ImageSubset Subset, int Index, int Split) image) => image.Subset.Dataset.Name(image.Index);
    }

    /// <summary>What to say of them in a line; null where there is nothing to say.</summary>
    public string? ToText()
    {
        if (!IsComplete) return "too many files to compare for pictures that lie in two splits at every start: doctor --data does";
        if (Pairs.Count == 0) return null;
        return Invariant($"{Pairs.Count} pictures lie in two splits, which makes errors look lower than they are: {string.Join("; ", Pairs.Take(Shown))}{(Pairs.Count > Shown ? "; ..." : "")}");
    }
}
