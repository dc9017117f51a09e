using System.CommandLine;
using System.Globalization;
using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Models.Measurement;
using S3Actors.Models.Search;

namespace S3Actors.Coordinator.Commands;

/// <summary>
/// <c>plan CAMPAIGN.conf</c>: checks everything that <c>run</c> checks, and says what the campaign will take; with <c>--count-only</c> all that
/// can be said without the images. Writes nothing.
/// </summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CAMPAIGN.conf") { Description = "The campaign's file." };
        var set = new Option<string[]>("--set") { Description = "Override a setting; may be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var countOnly = new Option<bool>("--count-only") { Description = "Look at no images, and do not measure the time of a few steps and evaluations." };
        var command = new Command("plan", "Check a campaign's file and say what it will take: time, memory, disk.") { file, set, countOnly };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var counts = parsed.GetValue(countOnly);
            var configuration = CampaignConfiguration.Read(parsed.GetValue(file)!, parsed.GetValue(set)!, name: null, invocation.RunsFolder, withImages: !counts);
            TrustedRules.Offer([configuration.Spec.Evolution], configuration.RuleFiles, folder: null);
            TrustedRules.Require(configuration.Spec.Evolution);
            var images = counts ? null : CampaignImages.Read(configuration); // whatever is wrong with them is said before anything is counted
            var plan = Count(configuration);
            if (images is not null)
                plan = plan with { Time = TimeEstimate.Measure(configuration, images, plan, Devices.Resolve(configuration.Execution).Device) };
            invocation.Print(plan, Text);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A space without a subnet within the constraint is refused here as <c>run</c> refuses it.</summary>
    private static CampaignPlan Count(CampaignConfiguration configuration)
    {
        try
        {
            return CampaignPlan.Of(configuration);
        }
        catch (NoSubnetWithinLimitException) when (SpaceRoom.MeasurementProblem(configuration.Spec, configuration.Spec.InitialSpace, iteration: 1) is { } problem)
        {
            throw new BadInputException($"iteration-1 cannot be measured: {problem}");
        }
    }

    private static string Text(CampaignPlan plan)
    {
        static string Whole(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');
        static string Mebibytes(long bytes) => Whole(Math.Max(1, bytes >> 20)) + " MiB";
        var table = new TextTable($"campaign {plan.Name}", "") { LeftAligned = new HashSet<int> { 0, 1 } };
        table.Add("initial space", string.Create(CultureInfo.InvariantCulture, $"10^{plan.Log10Size:0.0} architectures, {NumberText.Millions(plan.MeanMacs)} MMACs an image on average"));
        table.Add("smallest", $"{NumberText.Millions(plan.Smallest.MacsPerImage)} MMACs, {Whole(plan.Smallest.ParameterCount)} parameters");
        table.Add("largest", $"{NumberText.Millions(plan.Largest.MacsPerImage)} MMACs, {Whole(plan.Largest.ParameterCount)} parameters");
        table.Add("supernet", $"{Whole(plan.SupernetParameters)} parameters");
        table.Add("training", $"{Whole(plan.OptimizerSteps)} optimizer steps");
        table.Add("evaluation", $"about {Whole(plan.EvaluatedSubnets)} subnets: {Whole(plan.MeasuredSubnets)} an iteration, {Whole(plan.SearchedSubnets)} a search");
        if (plan.Time is { } time)
        {
            table.Add("time", string.Create(CultureInfo.InvariantCulture,
                $"about {NumberText.Duration(time.Seconds)} here: training {NumberText.Duration(time.TrainingSeconds)} ({1000 * time.SecondsPerStep:0.0} ms a step), evaluation {NumberText.Duration(time.EvaluationSeconds)} ({1000 * time.SecondsPerEvaluation:0.0} ms a subnet)"));
            if (time.Scaled is { } scaled)
                table.Add("", string.Create(CultureInfo.InvariantCulture, $"measured on {scaled.TrainingImages} images a step and {scaled.EvaluatedImages} a subnet, and scaled up"));
            table.Add("compute", string.Create(CultureInfo.InvariantCulture, $"about {time.Seconds / 3600:0.0} {time.ComputeUnit}"));
            table.Add("images", string.Create(CultureInfo.InvariantCulture, $"{time.ImagesPerSecond:0} a second are read and prepared for training, ahead of the steps"));
        }
        table.Add("memory", Room(plan.Memory));
        table.Add("disk", Room(plan.Disk));
        return table.ToText() + "(the space moves: later iterations may cost more or less time than the first)";

        static string Room(PlannedRoom room) =>
            $"about {Mebibytes(room.UnmovedBytes)} at its peak, {Mebibytes(room.GrownBytes)} if the space grows as far as it may; "
            + $"{Mebibytes(room.FreeBytes)} are free{(room.ReservedBytes > 0 ? $", of which {Mebibytes(room.ReservedBytes)} stay free" : "")}{(room.IsEnough ? "" : ": NOT ENOUGH")}";
    }
}
