using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;
using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Models.Data;
using S3Actors.Models.Native;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Commands;

/// <summary>
/// <c>doctor [NAME]</c>: whether this machine has what a campaign needs, or whether a campaign's files are whole; <c>doctor --data
/// CAMPAIGN.conf</c>: whether every image of a campaign can be decoded.
/// </summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "A campaign: whether its files are whole, and what can be saved.", Arity = ArgumentArity.ZeroOrOne };
        var save = new Option<bool>("--save") { Description = "Keep what can be saved of the campaign's damaged journal." };
        var data = new Option<string?>("--data") { Description = "Decode every image of a campaign that is begun by this file, and list those that cannot be used.", HelpName = "CAMPAIGN.conf" };
        var set = new Option<string[]>("--set") { Description = "With --data: override a setting; may be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var command = new Command("doctor", "Check that this machine has what a campaign needs, that a campaign's files are whole, or that its images are.") { name, save, data, set };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            if (parsed.GetValue(data) is { } file)
            {
                if (parsed.GetValue(name) is not null || parsed.GetValue(save)) throw new BadInputException("--data: looks at the images of a campaign's file, without NAME and --save");
                return OfData(invocation, CampaignConfiguration.Read(file, parsed.GetValue(set)!, null, invocation.RunsFolder));
            }
            if (parsed.GetValue(set)!.Length > 0) throw new BadInputException("--set: goes with --data only");
            var findings = (parsed.GetValue(name), parsed.GetValue(save)) switch
            {
                ({ } campaign, true) => [CampaignDiagnosis.Save(invocation.Existing(campaign))],
                ({ } campaign, false) => CampaignDiagnosis.Of(invocation.Existing(campaign)),
                (null, true) => throw new BadInputException("--save: of which campaign?"),
                _ => OfMachine(invocation.RunsFolder),
            };
            invocation.Print(findings, all => string.Join('\n', all.Select(f => $"{(f.Ok ? "ok  " : "BAD ")} {f.Subject,-10} {f.Detail}")));
            return findings.All(f => f.Ok) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static int OfData(Invocation invocation, CampaignConfiguration configuration)
    {
        var document = DataDiagnosis.Of(configuration, Console.Error.WriteLine);
        invocation.Print(document, it => it.ToText());
        return document.Bad.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static IReadOnlyList<DoctorFinding> OfMachine(string runsFolder) =>
    [
        Look("program", () => $"s3actors {Machine.ProductVersion} on .NET {Environment.Version}"),
        Look("processor", () => Machine.Processor),
        Look("memory", () => $"{Machine.MemoryBytes >> 20} MiB"),
        Look("libtorch", () =>
        {
            TorchSetup.Start();
            var library = TorchRuntime.Library!;
            var place = library.IsPackaged ? "packaged" : library.Folder;
            var device = TorchRuntime.CudaDevices switch { 0 => "on the processor", 1 => "on cuda:0", var count => $"on cuda:0 to cuda:{count - 1}" };
            return $"{library.Version}, {place}, {device}{(library.Lacks is { } lacks ? $"; newer than TorchSharp, and without what only others call: {lacks}" : "")}";
        }),
        Look("GPU", () => TorchRuntime.HasCuda ? Machine.Gpu ?? "usable" : "none that libtorch can use; campaigns run on the processor"),
        Look("journal", () => Journal()),
        Look("images", () => Images()),
        Look("disk", () => $"{FreeDisk.BytesAt(runsFolder) >> 20} MiB free at {Path.GetFullPath(runsFolder)}"),
    ];

    private static DoctorFinding Look(string subject, Func<string> look)
    {
        try
        {
            return new DoctorFinding(subject, true, look());
        }
        catch (Exception e) // whatever is wrong with the machine is the finding
        {
            return new DoctorFinding(subject, false, (e.InnerException ?? e).Message.Split('\n', 2)[0]);
        }
    }

    private static string Journal()
    {
        var folder = Directory.CreateTempSubdirectory("s3actors-doctor-");
        try
        {
            var file = Path.Combine(folder.FullName, "journal.db");
            JournalFile.Prepare(file);
            using var connection = JournalFile.Open(file, SqliteOpenMode.ReadOnly);
            return $"SQLite {connection.ServerVersion} with a write-ahead log";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Images()
    {
        var settings = new SettingReader([SettingLayer.Reference]);
        var folder = settings.Text("data.folder");
        var images = ImageDataset.ReadIdx(
            Path.Combine(folder, settings.Text("data.training_images_file")), Path.Combine(folder, settings.Text("data.training_labels_file")), classCount: 256);
        return string.Create(CultureInfo.InvariantCulture, $"{images.Count} training images of {images.Height} x {images.Width} in {folder}");
    }
}
