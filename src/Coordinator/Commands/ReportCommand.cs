using System.CommandLine;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>report NAME</c>: the campaign's result, or how far it came, out of the journal alone: as text or JSON, and as a page with charts.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var page = new Option<string?>("--html") { Description = "Where the page with charts is written; report.html in the campaign's folder otherwise.", HelpName = "FILE" };
        var command = new Command("report", "Show a campaign's result, or how far it came, and draw it as a page with charts.") { name, page };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            var asked = parsed.GetValue(page);
            if (asked is not null) OutputFile.RequirePlace("--html", asked);
            var material = ReportMaterial.Read(folder, CampaignLock.IsHeld(folder));
            invocation.Print(material.Document, ReportText.Of);
            var file = asked ?? folder.ReportPageFile;
            try
            {
                DurableFile.WriteText(file, ReportPage.Of(material));
            }
            catch (Exception e) when (asked is null && e is (IOException or UnauthorizedAccessException))
            {
                // The report is complete even though its page cannot be written to a read-only folder.
                Console.Error.WriteLine($"no page with charts: {e.Message} (--html FILE writes it elsewhere)");
                return ExitCode.Done;
            }
            if (!invocation.Json) Console.Out.WriteLine($"\ncharts: {file}");
            return ExitCode.Done;
        });
        return command;
    }
}
