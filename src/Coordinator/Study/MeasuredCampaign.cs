using System.Collections;
using System.Text;
using System.Text.Json;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Study;

/// <summary>Errors of fresh random subnets of one trained space.</summary>
/// <param name="Supernet">Whose weights they inherit: <c>iteration-1</c>, ..., <c>final</c>.</param>
/// <param name="Steps">Optimizer steps of that supernet.</param>
/// <param name="Percents">Top-1 errors on report-validation images, in the order of the draws.</param>
public sealed record MeasuredSpace(string Supernet, int Steps, IReadOnlyList<double> Percents);

/// <summary>What a study measures of a complete campaign beyond what its journal holds. It decides nothing, and can be measured again.</summary>
/// <param name="Checkpoint">SHA-256 of the weights of the winner's supernet: what was measured is of this very campaign.</param>
/// <param name="FreshSubnets">How many subnets of each space were asked for.</param>
/// <param name="Images">Test images.</param>
/// <param name="Wrong">Which of them the winner gets wrong: a bit an image, the first in the lowest bit of the first byte.</param>
public sealed record MeasuredCampaign(string Checkpoint, int FreshSubnets, int Images, byte[] Wrong, IReadOnlyList<MeasuredSpace> Spaces)
{
    /// <summary>Test errors, percent, that the random subnets that are retrained inherit from the final supernet, in their order; empty where none are.</summary>
    public IReadOnlyList<double> InheritedPercents { get; init; } = [];

    /// <summary>Whether the winner gets an image wrong, image by image.</summary>
    public IReadOnlyList<bool> WrongImages() => [.. new BitArray(Wrong).Cast<bool>().Take(Images)];

    /// <summary>The bits of answers.</summary>
    public static byte[] BitsOf(IReadOnlyList<bool> wrong)
    {
        var bytes = new byte[(wrong.Count + 7) / 8];
        new BitArray([.. wrong]).CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>Reads a file; null where it is not there, or is of another version of this program.</summary>
    public static MeasuredCampaign? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<MeasuredCampaign>(File.ReadAllText(path), JsonForm.Options) is { Checkpoint: not null, Wrong: not null, Spaces: not null } it ? it : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string path) => DurableFile.WriteText(path, JsonSerializer.Serialize(this, JsonForm.Options) + "\n");
}
