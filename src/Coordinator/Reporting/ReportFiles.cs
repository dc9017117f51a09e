using System.Text;
using System.Text.Json;
using S3Actors.Coordinator.CommandLine;
using S3Actors.Coordinator.Costing;
using S3Actors.Coordinator.Reading;
using S3Actors.Coordinator.Runs;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Reporting;

/// <summary>The files that a complete campaign leaves beside its journal; they can be drawn from it again at any time.</summary>
public static class ReportFiles
{
    /// <summary>Writes report.txt, report.json and best/architecture.json, each whole or not at all.</summary>
    /// <param name="points">Told of every stage of every file.</param>
    /// <returns>The report's text.</returns>
    public static string Write(CampaignFolder folder, ICriticalPoints points)
    {
        points.Reach(CriticalPoints.ReportBegun);
        var view = CampaignFold.Read(folder);
        var report = ReportDocument.Of(view, lockHeld: false);
        var text = ReportText.Of(report);
        Write(folder.ReportFile, text);
        Write(folder.ReportJsonFile, JsonSerializer.Serialize(report, Invocation.JsonForm) + "\n");
        if (view.Search("final")?.Winner is { } winner)
            Write(folder.BestArchitectureFile, new ArchitectureFile(winner.Architecture.Stages, view.Created!.Event.Spec.Network).ToJson() + "\n");
        points.Reach(CriticalPoints.ReportFinished);
        return text;

        void Write(string path, string content) => DurableFile.Write(
            path, stream => stream.Write(Encoding.UTF8.GetBytes(content)), stage => points.Reach(CriticalPoints.Report + stage));
    }
}
