using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;
using S3Actors.Coordinator.CommandLine;
using S3Actors.Coordinator.Configuration;
using S3Actors.Coordinator.Running;
using S3Actors.Coordinator.Runs;
using S3Actors.Models.Data;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Diagnosis;

/// <summary><c>doctor</c>: whether this machine has what a campaign needs.</summary>
internal static class DoctorCommand
{
    private sealed record Finding(string Subject, bool Ok, string Detail);

    public static Command Create()
    {
        var command = new Command("doctor", "Check that this machine has what a campaign needs.");
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            List<Finding> findings =
            [
                Look("program", () => $"s3actors {Machine.ProductVersion} on .NET {Environment.Version}"),
                Look("processor", () => Machine.Processor),
                Look("memory", () => $"{Machine.MemoryBytes >> 20} MiB"),
                Look("libtorch", () =>
                {
                    TorchRuntime.UseOneThreadPerOperation();
                    return TorchRuntime.Version;
                }),
                Look("GPU", () => TorchRuntime.HasCuda ? Machine.Gpu ?? "usable" : "none that libtorch can use; campaigns run on the processor"),
                Look("journal", () => Journal()),
                Look("images", () => Images()),
                Look("disk", () => $"{FreeDisk.BytesAt(invocation.RunsFolder) >> 20} MiB free at {Path.GetFullPath(invocation.RunsFolder)}"),
            ];
            invocation.Print(findings, all => string.Join('\n', all.Select(f => $"{(f.Ok ? "ok  " : "BAD ")} {f.Subject,-10} {f.Detail}")));
            return findings.TrueForAll(f => f.Ok) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Finding Look(string subject, Func<string> look)
    {
        try
        {
            return new Finding(subject, true, look());
        }
        catch (Exception e) // whatever is wrong with the machine is the finding
        {
            return new Finding(subject, false, (e.InnerException ?? e).Message.Split('\n', 2)[0]);
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
        var settings = new SettingReader([SettingLayer.FromFile(CampaignConfiguration.ReferenceFile)]);
        var folder = settings.Text("data.folder");
        var images = ImageDataset.ReadIdx(
            Path.Combine(folder, settings.Text("data.training_images_file")), Path.Combine(folder, settings.Text("data.training_labels_file")), classCount: 256);
        return string.Create(CultureInfo.InvariantCulture, $"{images.Count} training images of {images.Height} x {images.Width} in {folder}");
    }
}
