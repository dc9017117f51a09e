using System.Text;
using System.Text.Json;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>The files that a complete campaign leaves beside its journal; they can be drawn from it again at any time.</summary>
public static class ReportFiles
{
    /// <summary>Writes report.txt, report.json, report.html and best/architecture.json, each whole or not at all.</summary>
    /// <param name="points">Told of every stage of every file.</param>
    /// <param name="problem">Told why there is no report.html, where charts cannot be drawn.</param>
    /// <returns>What was reported, with its text.</returns>
    public static (ReportDocument Report, string Text) Write(CampaignFolder folder, ICriticalPoints points, Action<string> problem)
    {
        points.Reach(CriticalPoints.ReportBegun);
        var material = ReportMaterial.Read(folder, lockHeld: false);
        var report = material.Document;
        var text = ReportText.Of(report);
        Write(folder.ReportFile, text);
        Write(folder.ReportJsonFile, JsonSerializer.Serialize(report, JsonForm.Options) + "\n");
        if (material.History.Search(SearchNames.Final)?.Winner is { } winner)
            Write(folder.BestArchitectureFile, new ArchitectureFile(winner.Architecture.Stages, material.Spec.Network).ToJson() + "\n");
        WritePage(material, folder.ReportPageFile, problem, stage => points.Reach(CriticalPoints.Report + stage));
        points.Reach(CriticalPoints.ReportFinished);
        return (report, text);

        void Write(string path, string content) => DurableFile.Write(
            path, stream => stream.Write(Encoding.UTF8.GetBytes(content)), stage => points.Reach(CriticalPoints.Report + stage));
    }

    /// <summary>Writes the page with charts; false, with the reason said, where charts cannot be drawn.</summary>
    /// <param name="reached">Told of every stage of the file.</param>
    internal static bool WritePage(ReportMaterial material, string file, Action<string> problem, Action<string>? reached = null)
    {
        try
        {
            var page = ReportPage.Of(material, figures => Gnuplot.Draw(figures));
            DurableFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(page)), reached);
            return true;
        }
        catch (ChartsUnavailableException e)
        {
            problem($"no page with charts: {e.Message}");
            return false;
        }
    }
}
