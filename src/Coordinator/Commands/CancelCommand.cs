using System.CommandLine;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Queue;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>cancel NAME</c>: takes a campaign out of the queue; where it runs, it is paused.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        name.CompletionSources.Add(context => new CampaignQueue(context.ParseResult.GetValue(Invocation.RunsOption) ?? "runs").All()
            .Select(it => new System.CommandLine.Completions.CompletionItem(it.Campaign)));
        const string Does = "Take a campaign out of the queue. One that runs saves its work and ends; 'run' and 'submit' go on with it.";
        var command = new Command("cancel", Does) { name };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var queue = new CampaignQueue(invocation.RunsFolder);
            var campaign = parsed.GetValue(name)!;
            if (queue.Of(campaign) is not { } entry || !queue.Remove(entry)) throw NotThere(queue, campaign);
            var isRunning = CampaignLock.IsHeld(entry.Folder(queue.RunsFolder));
            invocation.Print(new { entry.Campaign, Running = isRunning }, it => !isRunning ? $"campaign '{it.Campaign}' is cancelled"
                : $"campaign '{it.Campaign}' is cancelled: the server of the queue has it save the work in hand and end");
            return ExitCode.Done;
        });
        return command;
    }

    private static BadInputException NotThere(CampaignQueue queue, string campaign)
    {
        var all = queue.All().Select(it => it.Campaign).ToList();
        var there = all.Count == 0 ? "it is empty" : $"there is {string.Join(", ", all)}";
        return new BadInputException($"there is no campaign '{campaign}' in the queue; {there}");
    }
}
