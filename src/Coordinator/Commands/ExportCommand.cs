using System.CommandLine;
using S3Actors.Coordinator.Export;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
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
        var front = new Option<int?>("--front") { Description = "A member of the front of a search with two objectives, in the winner's place: 1 is the cheapest.", HelpName = "PLACE" };
        var to = new Option<string?>("--to") { Description = "Where to; best in the campaign's folder otherwise.", HelpName = "DIR" };
        var format = new Option<string[]>("--format") { Description = "A file more for other programs, under the winner's; may be given several times.", HelpName = string.Join('|', CampaignExport.Formats) };
        format.AcceptOnlyFromAmong([.. CampaignExport.Formats]);
        var evaluations = new Option<string?>("--evaluations") { Description = "In place of the winner, every subnet that was evaluated, as a table in the file evaluations.csv or .parquet.", HelpName = string.Join('|', EvaluationTable.Forms) };
        var tensorBoard = new Option<bool>("--tensorboard") { Description = "In place of the winner, the campaign as TensorBoard's event files, in the folder events." };
        evaluations.AcceptOnlyFromAmong([.. EvaluationTable.Forms]);
        var command = new Command("export", "Write the winner's architecture, weights, loader and model card; or what other programs draw and count.") { name, inherited, front, to, format, evaluations, tensorBoard };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            if (parsed.GetValue(to) is { } asked) OutputFile.RequireFolderPlace(to.Name, asked);
            if (parsed.GetValue(evaluations) is { } form) return Evaluations(invocation, folder, form, parsed.GetValue(to) ?? folder.Path);
            TorchSetup.Start();
            if (parsed.GetValue(tensorBoard)) return TensorBoard(invocation, folder, parsed.GetValue(to) ?? folder.TensorBoardFolder);
            try
            {
                var (history, place) = (CampaignHistory.Read(folder), parsed.GetValue(front));
                var winner = place is { } member ? ExportedWinner.OfFront(history, member) : ExportedWinner.Of(history, parsed.GetValue(inherited));
                var target = place is null ? folder.BestFolder : FormattableString.Invariant($"{folder.BestFolder}-front-{place}");
                invocation.Print(CampaignExport.Write(winner, folder, parsed.GetValue(to) ?? target, parsed.GetValue(format) ?? []), document => document.ToText());
                return ExitCode.Done;
            }
            catch (CheckpointDamagedException e)
            {
                throw new IOException(e.Message, e);
            }
        });
        return command;
    }

    private static int TensorBoard(Invocation invocation, CampaignFolder folder, string to)
    {
        var runs = TensorBoardEvents.Write(folder, to);
        invocation.Print(new { folder = to, runs }, _ => $"{string.Join(", ", runs)} in {to}; tensorboard --logdir {to} shows them");
        return ExitCode.Done;
    }

    private static int Evaluations(Invocation invocation, CampaignFolder folder, string form, string to)
    {
        Directory.CreateDirectory(to);
        var file = Path.Combine(to, "evaluations." + form);
        var rows = EvaluationTable.Write(folder, form, file);
        invocation.Print(new { file, rows }, _ => FormattableString.Invariant($"{rows} evaluations in {file}"));
        return ExitCode.Done;
    }
}
