using System.CommandLine;
using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.Study;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>retrain NAME [--control | --random N]</c>: trains a complete campaign's winner, its control's, or a random subnet of its last space from scratch, and records it; the same command goes on after any stop.</summary>
internal static class RetrainCommand
{
    private const string Section = "retraining.";

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign; it is complete." };
        var set = new Option<string[]>("--set")
        {
            Description = "Set one of the settings 'retraining', 'data' (files) or 'execution'; may be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [],
        };
        var control = new Option<bool>("--control") { Description = "Train the control's winner, in the place of the evolved space's, alike." };
        var random = new Option<int?>("--random")
        {
            Description = "Train the N-th of random subnets of the last space, counted from 1, in the place of the winner: how far inherited errors keep the order of retrained ones.", HelpName = "N",
        };
        var plain = RunCommand.PlainOption();
        var command = new Command("retrain", "Train a complete campaign's winner from scratch: the same command goes on after any stop.") { name, set, control, random, plain };
        command.SetAction(parsed => Run(Invocation.Of(parsed), parsed.GetValue(name)!, parsed.GetValue(set)!, parsed.GetValue(control), parsed.GetValue(random), parsed.GetValue(plain)));
        return command;
    }

    private static Task<int> Run(Invocation invocation, string name, string[] options, bool control, int? random, bool plain)
    {
        if (control && random is not null) throw new BadInputException("--control and --random name different architectures: give one of them");

        var recorded = CampaignHistory.Read(invocation.Existing(name));
        if (recorded.Completed is null) throw new BadInputException($"campaign '{name}' is not complete: its winner is not known yet");
        var settings = new Alteration(options).Over(recorded.Spec, recorded.Places);
        var configuration = CampaignConfiguration.Read(settings, name, name, invocation.RunsFolder);
        if (SpecDifference.Between(recorded.Spec, configuration.Spec) is { Count: > 0 } altered)
            throw new BadInputException("retrain alters nothing of the campaign; its own settings begin with 'retraining.':\n" + string.Join('\n', altered.Select(it => "  " + it)));
        var search = random is { } number ? RandomOf(recorded, number) : control ? ControlOf(recorded) : SearchNames.Final;
        if (recorded.Retrainings.FirstOrDefault(it => it.Search != search && recorded.Retrained(it.Search) is null) is { } open)
            throw new BadInputException($"the retraining of '{open.Search}' is under way: 's3actors retrain {name}{OptionOf(open.Search)}' goes on with it first");
        return RunCommand.Work(invocation, configuration with { Spec = recorded.Spec }, new RetrainedWinner(search, TrainingOf(recorded, search, configuration, options)), plain);
    }

    /// <summary>The first of the campaign's controls: that of equal final training, where there are both.</summary>
    private static string ControlOf(CampaignHistory recorded) =>
        recorded.Searches.FirstOrDefault(it => it.Started.Search != SearchNames.Final)?.Started.Search
        ?? throw new BadInputException($"campaign '{recorded.Name}' has no control (search.control): there is no other winner to retrain");

    /// <summary>A random subnet of the last space.</summary>
    private static string RandomOf(CampaignHistory recorded, int number)
    {
        if (number is < 1 or > StudyPlan.MostRetrainedSubnets) throw new BadInputException($"--random {number}: random subnets are counted from 1 to {StudyPlan.MostRetrainedSubnets}");
        var there = FreshSubnets.ForRetraining(recorded.Spec, recorded.FinalSupernet!.Space, number).Count;
        if (there < number) throw new BadInputException($"--random {number}: the last space of '{recorded.Name}' has {there} architecture(s) within the constraint");
        return SearchNames.OfRandomSubnet(number);
    }

    /// <summary>The option that asks for what a retraining is of.</summary>
    private static string OptionOf(string search) =>
        search == SearchNames.Final ? "" : SearchNames.RandomSubnet(search) is { } number ? $" --random {number}" : " --control";

    /// <summary>As a retraining that has begun recorded it, or else as the settings say.</summary>
    private static TrainingSpec TrainingOf(CampaignHistory recorded, string search, CampaignConfiguration configuration, string[] options)
    {
        if (recorded.Retraining(search) is not { Training: var begun }) return configuration.Retraining;
        var differences = SpecDifference.Between(recorded.Spec with { Training = begun }, recorded.Spec with { Training = configuration.Retraining });
        if (differences.Count > 0 && options.Any(option => option.Contains(Section, StringComparison.Ordinal)))
            throw new BadInputException("the retraining began with other settings; go on with the same, or without any:\n"
                + string.Join('\n', differences.Select(it => "  " + it.Replace("training.", Section, StringComparison.Ordinal))));
        return begun;
    }
}
