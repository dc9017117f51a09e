using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>One arm under one seed: a campaign in the study's folder, which every other command reads by <c>--runs</c>.</summary>
public sealed record StudyCampaign(StudyPlan Plan, StudyArm Arm, long Seed)
{
    /// <summary>The campaign's name.</summary>
    public string Name => Invariant($"{Arm.Word()}-seed-{Seed}");

    /// <summary>Its folder.</summary>
    public CampaignFolder Folder => CampaignFolder.Of(Plan.Folder, Name);

    /// <summary>The campaign whose steps this one is given; null where it needs no other's.</summary>
    public StudyCampaign? WaitsFor => Arm == StudyArm.InitialTotal && Plan.Arms.Contains(StudyArm.Evolved) ? this with { Arm = StudyArm.Evolved } : null;

    /// <summary>What its journal says; null where it has not begun.</summary>
    /// <exception cref="Actors.Journal.JournalException">A row is unknown or damaged.</exception>
    public CampaignHistory? History()
    {
        if (!Folder.HasJournal) return null;
        var history = CampaignHistory.ReadDecisions(Folder);
        return history.Created is null ? null : history;
    }

    /// <summary>Its settings, as <c>--set</c> takes them; those of the one that it waits for are known.</summary>
    public IReadOnlyList<string> Options() => [.. Plan.Options, .. Arm.Settings(Seed, Arm == StudyArm.InitialTotal ? TotalSteps() : 0)];

    /// <summary>Reads its configuration.</summary>
    /// <exception cref="ConfigurationException">Anything is wrong with any setting.</exception>
    public CampaignConfiguration Configuration() =>
        CampaignConfiguration.Read(Plan.CampaignFile, Options(), Name, Plan.Folder, places: Plan.Places);

    /// <summary>What the study wants trained from scratch once the campaign is complete, in its order: names of searches and of random subnets.</summary>
    public IReadOnlyList<string> ToRetrain(CampaignHistory history) =>
    [
        .. Plan.Retrain ? [SearchNames.Final] : Array.Empty<string>(),
        .. RetrainedSubnets(history).Select((_, place) => SearchNames.OfRandomSubnet(place + 1)),
    ];

    /// <summary>The random subnets of the last space that are trained from scratch, in their order; fewer than asked for where the constraint leaves fewer.</summary>
    public IReadOnlyList<Architecture> RetrainedSubnets(CampaignHistory history) =>
        Plan.RetrainSubnets == 0 || Arm != Plan.Arms[0] || history.FinalSupernet is not { } final ? []
            : FreshSubnets.ForRetraining(history.Spec, final.Space, Plan.RetrainSubnets);

    /// <summary>The next of them; null where all are trained.</summary>
    public string? NextToRetrain(CampaignHistory history) => ToRetrain(history).FirstOrDefault(it => history.Retrained(it) is null);

    /// <summary>A campaign that has begun was begun with these settings.</summary>
    /// <exception cref="BadInputException">It was begun with others.</exception>
    public void RequireOwn(CampaignHistory history)
    {
        if (SpecDifference.Between(history.Spec, Configuration().Spec) is { Count: > 0 } differences)
            throw new BadInputException($"study '{Plan.Name}' was begun with other settings ({Name}: {differences[0]}); another --name begins a study of its own");
    }

    /// <summary>Steps of all supernets of the evolved arm: as it trained them, or as the settings would have it.</summary>
    private int TotalSteps()
    {
        if (WaitsFor is { } evolved && evolved.History() is { Completed: not null } history)
            return history.Supernets.Where(it => SupernetNames.RetrainedSearch(it.Key) is null).Sum(it => it.Value.StepsDone);
        var spec = (this with { Arm = StudyArm.Evolved }).Configuration().Spec;
        return (int)Math.Min(int.MaxValue, (long)spec.Evolution.Iterations * spec.Measurement.ReplicateCount() * spec.Training.Steps + spec.Training.FinalSteps);
    }
}
