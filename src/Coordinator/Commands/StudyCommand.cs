using System.CommandLine;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Queue;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.Study;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>study STUDY.conf</c>: runs arms by seeds as campaigns and compares them; the same command goes on after any stop.</summary>
internal static class StudyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A study's file (hocon/studies/reference.conf explains its settings), or a campaign's." };
        var name = new Option<string?>("--name") { Description = "Name of the study, in place of the file's.", HelpName = "NAME" };
        var seeds = new Option<string?>("--seeds") { Description = "Seeds.", HelpName = "1..8" };
        var arms = new Option<string?>("--arms") { Description = $"Some of {string.Join(", ", StudyArms.Words)}; the first is compared with each of the others.", HelpName = "evolved,initial" };
        var set = new Option<string[]>("--set") { Description = "Override a setting of the campaign; may be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var queue = new Option<bool>("--queue");
        queue.Description = "Put the campaigns into the queue of the --runs folder, for whoever serves it, and wait for them.";
        var command = new Command("study", "Run arms by seeds as campaigns and compare them: the same command goes on after any stop.") { file, name, seeds, arms, set, queue };
        command.SetAction(parsed =>
        {
            var own = new Dictionary<string, string?> { ["name"] = parsed.GetValue(name), ["seeds"] = parsed.GetValue(seeds), ["arms"] = parsed.GetValue(arms) };
            var invocation = Invocation.Of(parsed);
            var plan = StudyPlan.Read(parsed.GetValue(file)!, own, parsed.GetValue(set)!, invocation.RunsFolder);
            return Run(invocation, plan.WithRecordedPlaces(), parsed.GetValue(queue) ? new CampaignQueue(invocation.RunsFolder) : null);
        });
        return command;
    }

    private static async Task<int> Run(Invocation invocation, StudyPlan plan, CampaignQueue? queue)
    {
        foreach (var campaign in plan.Campaigns.Where(it => it.WaitsFor is null)) 
        {
            var configuration = campaign.Configuration(); // nothing is written where a setting is wrong
            TrustedRules.Offer([configuration.Spec.Evolution], configuration.RuleFiles, campaign.Folder);
            TrustedRules.Require(configuration.Spec.Evolution);
        }
        using var held = Admission.TakeFolder(new CampaignFolder(plan.Folder));
        if (held is null) return CommandError.Write($"study '{plan.Name}' is already running: another process holds its folder", ExitCode.AlreadyRunning, invocation.Json);
        var say = (Action<string>)(invocation.Json ? Console.Error : Console.Out).WriteLine;
        var run = new StudyRun(plan, say, queue);
        var completed = await run.Run(onGpu: Machine.Gpu is not null);
        var study = Conclude(plan, say);
        invocation.Print(study, StudyText.Of);
        if (!invocation.Json) Console.Out.WriteLine($"\nwritten to {plan.PathOf(StudyFiles.PageFile)}, {StudyFiles.DocumentFile} and {StudyFiles.TableFile}; each campaign's report stands in its folder there");
        if (!completed) return CommandError.Write($"study '{plan.Name}' is paused; the same command goes on", ExitCode.Paused, invocation.Json);
        return run.Failures.Count == 0 ? ExitCode.Done
            : CommandError.Write($"{run.Failures.Count} campaign(s) of study '{plan.Name}' failed; the same command tries again:\n{string.Join('\n', run.Failures)}", ExitCode.Failed, invocation.Json);
    }

    private static StudyDocument Conclude(StudyPlan plan, Action<string> say)
    {
        var begun = plan.Campaigns.Select(it => (Campaign: it, History: it.History())).Where(it => it.History is not null).Select(it => (it.Campaign, History: it.History!)).ToList();
        try
        {
            var measured = new StudyMeasurement(plan, say).Of([.. begun.Where(it => it.History.Completed is not null)]);
            return StudyFiles.Write(plan, StudyAnalysis.Of(plan, begun, measured));
        }
        catch (CheckpointDamagedException e)
        {
            throw new IOException($"the study cannot be concluded: {e.Message}");
        }
    }
}
