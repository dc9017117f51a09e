using System.CommandLine;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>pause NAME</c>: asks the process that works on a campaign to save and end, from another terminal.</summary>
internal static class PauseCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var command = new Command("pause", "Ask the process that works on a campaign to save its work and end; the same run command goes on.") { name };
        command.SetAction(async parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            if (!CampaignLock.IsHeld(folder)) throw new BadInputException($"campaign '{folder.Name}' is not running");
            if (!await ControlSocket.Pause(folder)) throw new IOException($"the process that works on campaign '{folder.Name}' does not answer at {folder.ControlSocket}; Ctrl-C or SIGTERM pauses it too");
            invocation.Print(new { folder.Name, pausing = true }, _ => $"campaign '{folder.Name}' is pausing: the work in hand is finished and saved");
            return ExitCode.Done;
        });
        return command;
    }
}
