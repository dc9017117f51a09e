using System.Text.Json;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>The files that a complete campaign leaves beside its journal; they can be drawn from it again at any time.</summary>
public static class ReportFiles
{
    /// <summary>Writes report.txt, report.json, report.html and best/architecture.json, each whole or not at all.</summary>
    /// <param name="points">Told of every stage of every file.</param>
    /// <returns>What was reported, with its text.</returns>
    public static (ReportDocument Report, string Text) Write(CampaignFolder folder, ICriticalPoints points)
    {
        points.Reach(CriticalPoints.ReportBegun);
        var material = ReportMaterial.Read(folder, lockHeld: false);
        var report = material.Document;
        var text = ReportText.Of(report);
        DurableFile.WriteText(folder.ReportFile, text, Reached);
        DurableFile.WriteText(folder.ReportJsonFile, JsonSerializer.Serialize(report, JsonForm.Options) + "\n", Reached);
        if (material.History.Search(SearchNames.Final)?.Winner is { } winner)
            DurableFile.WriteText(folder.BestArchitectureFile, new ArchitectureFile(winner.Architecture.Stages, material.Spec.Network).ToJson() + "\n", Reached);
        DurableFile.WriteText(folder.ReportPageFile, ReportPage.Of(material), Reached);
        points.Reach(CriticalPoints.ReportFinished);
        return (report, text);

        void Reached(string stage) => points.Reach(CriticalPoints.Report + stage);
    }
}
