using System.CommandLine;
using S3Actors.Coordinator.Export;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>export NAME</c>: the winner as files that other programs read, in the campaign's folder <c>best/</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var inherited = new Option<bool>("--inherited") { Description = "The weights inherited from the supernet, also where the winner was retrained." };
        var to = new Option<string?>("--to") { Description = "Where to; best in the campaign's folder otherwise.", HelpName = "DIR" };
        var command = new Command("export", "Write the winner's architecture, weights, loader and model card.") { name, inherited, to };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            TorchSetup.Start();
            try
            {
                var winner = ExportedWinner.Of(CampaignHistory.Read(folder), parsed.GetValue(inherited));
                invocation.Print(CampaignExport.Write(winner, folder, parsed.GetValue(to) ?? folder.BestFolder), document => document.ToText());
                return ExitCode.Done;
            }
            catch (CheckpointDamagedException e)
            {
                throw new IOException(e.Message, e);
            }
        });
        return command;
    }
}
