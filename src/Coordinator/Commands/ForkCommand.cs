using System.CommandLine;
using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.WhatIf;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>fork NAME NEW --at-iteration t</c>: a campaign that shares another's past and decides otherwise from there.</summary>
internal static class ForkCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign to fork." };
        var fork = new Argument<string>("NEW") { Description = "Name of the fork." };
        var at = new Option<int>("--at-iteration") { Description = "The first iteration that the fork decides itself; one past the last to alter the final supernet or the search.", HelpName = "t", Required = true };
        var alteration = new AlterationOptions();
        var command = new Command("fork", "Begin a campaign that shares another's events and checkpoints up to an iteration.") { name, fork, at };
        alteration.AddTo(command);
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var parent = invocation.Existing(parsed.GetValue(name)!);
            var document = CampaignFork.Of(parent, invocation.RunsFolder, parsed.GetValue(fork)!, parsed.GetValue(at), alteration.Of(parsed));
            invocation.Print(document, it => Text(it, invocation.RunsFolder));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(ForkDocument fork, string runs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"campaign {fork.Name} shares {fork.InheritedEvents} events with '{fork.Parent}' and decides from iteration {fork.AtIteration} on\n");
        text.Append(CultureInfo.InvariantCulture, $"  checkpoints: {(fork.Checkpoints.Count > 0 ? string.Join(", ", fork.Checkpoints) : "none")}\n");
        foreach (var it in fork.Altered) text.Append(CultureInfo.InvariantCulture, $"  {it}\n");
        if (fork.Altered.Count == 0) text.Append("  nothing is altered: it will repeat what its parent did\n");
        var inRuns = runs == "runs" ? "" : $" --runs {ShellText.Quoted(runs)}";
        return text.Append(CultureInfo.InvariantCulture, $"go on with: s3actors run {ShellText.PathFromHere(fork.CampaignFile)}{inRuns}\n").ToString();
    }
}
