using System.CommandLine;
using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>chaos</c>: kills a campaign's process over and over, and proves that what comes of it is what an uninterrupted run gives.</summary>
internal static class ChaosCommand
{
    private static readonly string DefaultCampaign = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "chaos.conf");

    public static Command Create()
    {
        var kills = new Option<int>("--kills") { Description = "Processes to kill; with --cluster, faults.", HelpName = "N", DefaultValueFactory = _ => 44 };
        var seed = new Option<int>("--seed") { Description = "Draws where they are killed.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var campaign = new Option<string>("--campaign")
        {
            Description = "The campaign to try it on; the default takes seconds.", HelpName = "FILE", DefaultValueFactory = _ => DefaultCampaign,
        };
        var cluster = new Option<bool>("--cluster")
        {
            Description = "Strike a cluster on this machine: two coordinators, an evaluator and a trainer, killed, frozen and cut off.",
        };
        var command = new Command("chaos", "Kill a campaign's process over and over, resume it, and compare it with an uninterrupted run.") { kills, seed, campaign, cluster };
        command.SetAction(parsed => Run(Invocation.Of(parsed), parsed.GetValue(kills), parsed.GetValue(seed), parsed.GetValue(campaign)!, parsed.GetValue(cluster)));
        return command;
    }

    private static int Run(Invocation invocation, int kills, int seed, string file, bool cluster)
    {
        if (kills < 1) throw new BadInputException($"--kills {kills}: at least 1");
        if (seed < 0) throw new BadInputException($"--seed {seed}: 0 or more");
        var configuration = CampaignConfiguration.Read(file, [], name: null, invocation.RunsFolder);
        if (configuration.Spec.Search.SecondObjective is CostObjective.Latency)
            throw new BadInputException($"{file}: search.second_objective = latency: every run measures other times, so that no two can be compared");
        var work = Directory.CreateTempSubdirectory("s3actors-chaos-");
        var (full, folder) = (Path.GetFullPath(file), work.FullName);
        var document = cluster ? new ClusterChaos(configuration, full, folder, Console.Error.WriteLine).Strike(kills, seed)
            : new ChaosHarness(configuration, full, folder, Console.Error.WriteLine).Strike(kills, seed);
        invocation.Print(document, it => it.ToText());
        if (document.Differences.Count > 0)
        {
            Console.Error.WriteLine($"the campaigns that differ, and the uninterrupted one, stand in {work.FullName}");
            return ExitCode.Failed;
        }
        work.Delete(recursive: true);
        return document.Passed ? ExitCode.Done : ExitCode.Failed;
    }
}
