using System.Text.Json;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Data;
using S3Actors.Models.Training;
using static System.FormattableString;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// Images that never could be decoded, as a campaign remembers them beside its journal: what stood in such a file entered no result, so the
/// campaign goes on when other bytes stand there, though its digest of the images covers the damaged ones.
/// </summary>
internal static class RepairedImages
{
    /// <summary>Remembers damaged files; of each the first that was seen counts.</summary>
    public static void Remember(CampaignFolder folder, IReadOnlyList<DamagedImage> damaged)
    {
        if (damaged.Count == 0) return;
        var known = Read(folder);
        var all = known.Concat(damaged).DistinctBy(it => (it.Set, it.Path)).ToList();
        if (all.Count == known.Count) return;
        DurableFile.Write(folder.DamagedImagesFile, stream => JsonSerializer.Serialize(stream, all, JsonForm.Options));
    }

    /// <summary>
    /// The images under the digest that the journal has, where they differ from what it began with by nothing but the repair of damaged files,
    /// or by how earlier versions took the lengths of links; unchanged where they differ otherwise.
    /// </summary>
    /// <param name="recordedDigest">As the journal has it.</param>
    /// <param name="say">Told of files that were repaired.</param>
    public static CampaignImages Recognise(CampaignFolder folder, string recordedDigest, CampaignImages images, Action<string> say)
    {
        if (recordedDigest == images.Digest) return images;
        var damaged = Read(folder);
        var (training, test) = images.Stored;
        if (damaged.Count > 0 && DatasetDigest.OfEarlier(training, test, damaged, lengthsOfLinks: false) == recordedDigest)
        {
            say(Invariant($"images that could not be decoded before were repaired ({string.Join(", ", damaged.Take(3).Select(it => it.Path))}{(damaged.Count > 3 ? ", ..." : "")}): nothing was computed from them, the campaign goes on"));
            return images with { Digest = recordedDigest };
        }
        return images.HaveLinks && DatasetDigest.OfEarlier(training, test, damaged, lengthsOfLinks: true) == recordedDigest
            ? images with { Digest = recordedDigest } : images;
    }

    private static List<DamagedImage> Read(CampaignFolder folder)
    {
        if (!File.Exists(folder.DamagedImagesFile)) return [];
        try
        {
            return JsonSerializer.Deserialize<List<DamagedImage>>(File.ReadAllText(folder.DamagedImagesFile), JsonForm.Options) ?? [];
        }
        catch (JsonException damaged)
        {
            throw new IOException($"{folder.DamagedImagesFile} is damaged: {damaged.Message}", damaged);
        }
    }
}
