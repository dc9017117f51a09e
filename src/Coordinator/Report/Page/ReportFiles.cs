using System.Text;
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
        Write(folder.ReportFile, text, Reached);
        Write(folder.ReportJsonFile, JsonSerializer.Serialize(report, JsonForm.Options) + "\n", Reached);
        if (material.History.Search(SearchNames.Final)?.Winner is { } winner)
            Write(folder.BestArchitectureFile, new ArchitectureFile(winner.Architecture.Stages, material.Spec.Network).ToJson() + "\n", Reached);
        Write(folder.ReportPageFile, ReportPage.Of(material), Reached);
        points.Reach(CriticalPoints.ReportFinished);
        return (report, text);

        void Reached(string stage) => points.Reach(CriticalPoints.Report + stage);
    }

    /// <summary>Writes a text, whole or not at all.</summary>
    /// <param name="reached">Told of every stage of the file.</param>
    internal static void Write(string path, string content, Action<string>? reached = null) =>
        DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(content)), reached);
}
