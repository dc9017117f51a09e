using System.CommandLine;
using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>retrain NAME</c>: trains a complete campaign's winner from scratch, and records it; the same command goes on after any stop.</summary>
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
        var command = new Command("retrain", "Train a complete campaign's winner from scratch: the same command goes on after any stop.") { name, set };
        command.SetAction(parsed => Run(Invocation.Of(parsed), parsed.GetValue(name)!, parsed.GetValue(set)!));
        return command;
    }

    private static Task<int> Run(Invocation invocation, string name, string[] options)
    {
        var recorded = CampaignHistory.Read(invocation.Existing(name));
        if (recorded.Completed is null) throw new BadInputException($"campaign '{name}' is not complete: its winner is not known yet");
        var configuration = CampaignConfiguration.Read(new Alteration(options).Over(recorded.Spec), name, name, invocation.RunsFolder);
        if (SpecDifference.Between(recorded.Spec, configuration.Spec) is { Count: > 0 } altered)
            throw new BadInputException("retrain alters nothing of the campaign; its own settings begin with 'retraining.':\n" + string.Join('\n', altered.Select(it => "  " + it)));
        return RunCommand.Work(invocation, configuration with { Spec = recorded.Spec }, TrainingOf(recorded, configuration, options));
    }

    /// <summary>As a retraining that has begun recorded it, or else as the settings say.</summary>
    private static TrainingSpec TrainingOf(CampaignHistory recorded, CampaignConfiguration configuration, string[] options)
    {
        if (recorded.Retraining is not { Training: var begun }) return configuration.Retraining;
        var differences = SpecDifference.Between(recorded.Spec with { Training = begun }, recorded.Spec with { Training = configuration.Retraining });
        if (differences.Count > 0 && options.Any(option => option.Contains(Section, StringComparison.Ordinal)))
            throw new BadInputException("the retraining began with other settings; go on with the same, or without any:\n"
                + string.Join('\n', differences.Select(it => "  " + it.Replace("training.", Section, StringComparison.Ordinal))));
        return begun;
    }
}
