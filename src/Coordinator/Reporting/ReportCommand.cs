using System.CommandLine;
using S3Actors.Coordinator.CommandLine;
using S3Actors.Coordinator.Reading;
using S3Actors.Coordinator.Runs;

namespace S3Actors.Coordinator.Reporting;

/// <summary><c>report NAME</c>: the campaign's result, or how far it came, out of the journal alone.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var command = new Command("report", "Show a campaign's result, or how far it came.") { name };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            invocation.Print(ReportDocument.Of(CampaignFold.Read(folder), CampaignLock.IsHeld(folder)), ReportText.Of);
            return ExitCode.Done;
        });
        return command;
    }
}
