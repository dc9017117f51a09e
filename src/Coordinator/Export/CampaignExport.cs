using System.Text;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Export;

/// <summary>What was exported.</summary>
/// <param name="Folder">Where it stands.</param>
/// <param name="Weights"><c>inherited</c> or <c>retrained</c>.</param>
/// <param name="Files">By name, SHA-256 in lower-case hex.</param>
/// <param name="Timm">Why timm's Swin transformer cannot take the weights; empty where it can.</param>
public sealed record ExportDocument(string Name, string Folder, string Weights, IReadOnlyDictionary<string, string> Files, IReadOnlyList<string> Timm)
{
    /// <summary>As people read it.</summary>
    public string ToText() =>
        $"{Weights} weights of the winner of '{Name}', in {Folder}\n" + string.Concat(Files.Select(it => $"  {it.Value}  {it.Key}\n"))
        + (Timm.Count == 0 ? "timm's SwinTransformer has room for this architecture\n"
            : $"beyond timm's SwinTransformer: {string.Join("; ", Timm)}; load.py takes any architecture\n");
}

/// <summary>
/// Writes a winner's files: architecture.json, weights.safetensors, labels.txt where the classes have names, load.py, README.md, and those of
/// further formats where they are asked for.
/// </summary>
public static class CampaignExport
{
    /// <summary>Names of further formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. ExportFormat.All.Select(it => it.Name)];

    /// <summary>Writes them, each whole or not at all; the model card last, with the digests of the others.</summary>
    /// <param name="target">Their folder; made where it is missing.</param>
    /// <param name="formats">Of <see cref="Formats"/>, beside what is always written; the files of the others are removed, since they would be an earlier export's.</param>
    /// <exception cref="BadInputException">A format has no room for the architecture; then nothing is written.</exception>
    /// <exception cref="CheckpointDamagedException">The checkpoint with the weights is missing or damaged.</exception>
    public static ExportDocument Write(ExportedWinner winner, CampaignFolder folder, string target, IReadOnlyCollection<string> formats)
    {
        foreach (var format in formats.Select(ExportFormat.Named))
            if (format.Lacking(winner) is { Count: > 0 } reasons) throw new BadInputException(
                $"--format {format.Name}: its network has no room for {winner.Architecture}: {string.Join("; ", reasons)}");
        var spec = winner.Spec;
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var weights = SubnetFile.Write(
            Path.Combine(target, ExportFormat.Weights), spec.Network, winner.Space, Path.Combine(folder.CheckpointFolder, winner.CheckpointFile),
                winner.CheckpointSha256,
            winner.Architecture, Metadata(winner).Append(new("format", "pt")).ToDictionary(StringComparer.Ordinal));
        files[ExportFormat.Weights] = weights.Sha256;
        Write("architecture.json", new ArchitectureFile(winner.Architecture.Stages, spec.Network).ToJson() + "\n");
        if (winner.Classes is { } classes) Write("labels.txt", string.Concat(classes.Select(name => $"{name}\n")));
        else File.Delete(Path.Combine(target, "labels.txt")); // of an earlier export
        Write("load.py", Loader());
        foreach (var format in ExportFormat.All)
        {
            if (!formats.Contains(format.Name)) foreach (var old in format.Files) File.Delete(Path.Combine(target, old));
            else foreach (var written in format.Write(winner, target, Metadata(winner))) files[Path.GetFileName(written.Path)] = written.Sha256;
        }
        var timm = TimmNetwork.Lacking(spec.Network, winner.Architecture);
        Write("README.md", ModelCard.Of(winner, files, timm));
        return new ExportDocument(winner.History.Name, Path.GetFullPath(target), winner.Weights, files, timm);

        void Write(string name, string content) =>
            files[name] = DurableFile.WriteText(Path.Combine(target, name), content).Sha256;
    }

    private static Dictionary<string, string> Metadata(ExportedWinner winner) => new(StringComparer.Ordinal)
    {
        ["campaign"] = winner.History.Name, ["weights"] = winner.Weights, ["architecture"] = winner.Architecture.CanonicalText,
        ["checkpoint_sha256"] = winner.CheckpointSha256, ["product"] = $"s3actors {Machine.ProductVersion}",
    };

    private static string Loader()
    {
        using var stream = typeof(CampaignExport).Assembly.GetManifestResourceStream("load.py")
            ?? throw new InvalidOperationException("The assembly lacks its load.py.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
