using System.Text.Json;
using S3Actors.Coordinator.CommandLine;
using S3Actors.Coordinator.Costing;
using S3Actors.Coordinator.Reading;
using S3Actors.Coordinator.Runs;

namespace S3Actors.Coordinator.Reporting;

/// <summary>The files that a complete campaign leaves beside its journal; they can be drawn from it again at any time.</summary>
public static class ReportFiles
{
    /// <summary>Writes report.txt, report.json and best/architecture.json.</summary>
    /// <returns>The report's text.</returns>
    public static string Write(CampaignFolder folder)
    {
        var view = CampaignFold.Read(folder);
        var report = ReportDocument.Of(view, lockHeld: false);
        var text = ReportText.Of(report);
        File.WriteAllText(folder.ReportFile, text);
        File.WriteAllText(folder.ReportJsonFile, JsonSerializer.Serialize(report, Invocation.JsonForm) + "\n");
        if (view.Search("final")?.Winner is { } winner)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.BestArchitectureFile)!);
            File.WriteAllText(folder.BestArchitectureFile, new ArchitectureFile(winner.Architecture.Stages, view.Created!.Event.Spec.Network).ToJson() + "\n");
        }
        return text;
    }
}
