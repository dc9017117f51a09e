using System.Text.Json;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Journal;

/// <summary>A checkpoint that its owner removed on purpose.</summary>
/// <param name="File">Its name in the folder of checkpoints.</param>
/// <param name="Sha256">Its digest, lower-case hex: one written anew is another file.</param>
public sealed record PrunedFile(string File, string Sha256, DateTimeOffset Time);

/// <summary>
/// The checkpoints that were removed on purpose, in <c>pruned.json</c> beside the journal: what checks a campaign does not call them missing, and what
/// needs one says why it is not there.
/// </summary>
public sealed class PrunedFiles
{
    private readonly List<PrunedFile> _files;
    private readonly CampaignFolder _folder;

    private PrunedFiles(CampaignFolder folder, List<PrunedFile> files) => (_folder, _files) = (folder, files);

    /// <summary>Reads them; none where there is no file, or it cannot be read.</summary>
    public static PrunedFiles Of(CampaignFolder folder)
    {
        try
        {
            return new PrunedFiles(folder, JsonSerializer.Deserialize<List<PrunedFile>>(System.IO.File.ReadAllText(folder.PrunedFile), JsonForm.Options) ?? []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return new PrunedFiles(folder, []);
        }
    }

    /// <summary>When a checkpoint was removed on purpose; null where it was not.</summary>
    public DateTimeOffset? When(string file, string sha256) => _files.LastOrDefault(it => it.File == file && it.Sha256 == sha256)?.Time;

    /// <summary>Notes that some are about to be removed: durably, so that none goes missing unexplained.</summary>
    public void Add(IEnumerable<PrunedFile> files)
    {
        _files.AddRange(files);
        DurableFile.WriteText(_folder.PrunedFile, JsonSerializer.Serialize(_files, JsonForm.Options) + "\n");
    }
}
