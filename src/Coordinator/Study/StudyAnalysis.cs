using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Report.Guidelines;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Models.Space;
using S3Actors.Models.Statistics;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>Makes a study's document of what its campaigns' journals say and of what was measured of them.</summary>
internal static class StudyAnalysis
{
    private const string Grew = "grew", Shrank = "shrank", Stayed = "stayed";

    /// <summary>The document, of the campaigns that there are.</summary>
    /// <param name="begun">Campaigns that have begun, with their journals' decisions.</param>
    /// <param name="measured">Those of them that are complete.</param>
    public static StudyDocument Of(
        StudyPlan plan, IReadOnlyList<(StudyCampaign Campaign, CampaignHistory History)> begun, IReadOnlyDictionary<StudyCampaign, MeasuredCampaign> measured)
    {
        var complete = begun.Where(it => measured.ContainsKey(it.Campaign)).ToList();
        var rows = plan.Arms.SelectMany(arm => plan.Seeds.Select(seed => new StudyCampaign(plan, arm, seed)))
            .Select(campaign => RowOf(campaign, begun.FirstOrDefault(it => it.Campaign == campaign).History, measured.ContainsKey(campaign))).ToList();
        var evolved = complete.Where(it => it.Campaign.Arm == StudyArm.Evolved).Select(it => it.History).ToList();
        return new StudyDocument(
            plan.Name, Path.GetFileName(plan.CampaignFile), plan.Options, plan.Seeds, rows,
            [.. plan.Arms.Select(arm => ArmOf(arm, [.. rows.Where(it => it.Complete && it.Arm == arm.Word())])).Where(it => it.Campaigns > 0)],
            [.. plan.Arms.Skip(1).Select(other => Compare(plan, other, complete, measured)).Where(it => it.Pairs.Count > 0)],
            [.. plan.Arms.SelectMany(arm => SpacesOf(arm, measured))],
            RanksOf(rows), GuidelinesOf(evolved), DimensionsOf(evolved), SlopesOf(evolved),
            begun.Select(it => it.History.Created!.Hardware).FirstOrDefault() ?? Machine.Processor, Machine.ProductVersion) { RankFidelity = RankFidelityOf(plan, complete, measured) };
    }

    private static StudyCampaignReport RowOf(StudyCampaign campaign, CampaignHistory? history, bool complete)
    {
        var winner = complete ? history!.Search(SearchNames.Final)!.Winner : null;
        return new StudyCampaignReport(
            campaign.Name, campaign.Arm.Word(), campaign.Seed, complete,
            Percent(winner?.Test), Percent(winner?.ReportValidation), Percent(winner?.SearchValidation), winner?.MacsPerImage ?? 0, winner?.ParameterCount ?? 0,
            history?.Supernets.Where(it => SupernetNames.RetrainedSearch(it.Key) is null).Sum(it => (long)it.Value.StepsDone) ?? 0,
            Percent(history?.Retrained(SearchNames.Final)?.Test), history?.SecondsByPhase.Values.Sum() ?? 0);
    }

    private static double Percent(Top1Error? error) => error?.Percent ?? double.NaN;

    private static StudyArmReport ArmOf(StudyArm arm, IReadOnlyList<StudyCampaignReport> rows)
    {
        if (rows.Count == 0) return new StudyArmReport(arm.Word(), arm.Heading(), 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var errors = PairedDifferences.Of([.. rows.Select(it => it.TestPercent)]);
        return new StudyArmReport(
            arm.Word(), arm.Heading(), rows.Count, errors.Mean, errors.StandardDeviation, rows.Average(it => (double)it.MacsPerImage),
            rows.Average(it => (double)it.ParameterCount), rows.Average(it => (double)it.Steps), rows.Average(it => it.Seconds));
    }

    private static StudyComparison Compare(
        StudyPlan plan, StudyArm other, IReadOnlyList<(StudyCampaign Campaign, CampaignHistory History)> complete, IReadOnlyDictionary<StudyCampaign, MeasuredCampaign> measured)
    {
        var histories = complete.ToDictionary(it => it.Campaign, it => it.History);
        var pairs = from seed in plan.Seeds
                    let a = new StudyCampaign(plan, plan.Arms[0], seed)
                    let b = new StudyCampaign(plan, other, seed)
                    where histories.ContainsKey(a) && histories.ContainsKey(b)
                    select new StudyPair(
                        seed, TestOf(histories[a]).Percent - TestOf(histories[b]).Percent, McNemar.Of(measured[a].WrongImages(), measured[b].WrongImages()));
        var all = pairs.ToList();
        return new StudyComparison(plan.Arms[0].Word(), other.Word(), other.Heading(), all, PairedDifferences.Of([.. all.Select(it => it.Difference)]), SpaceDifferences());

        PairedDifferences? SpaceDifferences()
        {
            var means = all.Select(it => (First: MeanOf(new StudyCampaign(plan, plan.Arms[0], it.Seed)), Other: MeanOf(new StudyCampaign(plan, other, it.Seed)))).ToList();
            return means.Exists(it => double.IsNaN(it.First) || double.IsNaN(it.Other)) ? null : PairedDifferences.Of([.. means.Select(it => it.First - it.Other)]);
        }

        double MeanOf(StudyCampaign campaign) =>
            measured[campaign].Spaces.FirstOrDefault(it => it.Supernet == SupernetNames.Final)?.Percents.DefaultIfEmpty(double.NaN).Average() ?? double.NaN;
    }

    private static Top1Error TestOf(CampaignHistory history) => history.Search(SearchNames.Final)!.Winner!.Test;

    /// <summary>The spaces of an arm in the order of their trainings; a seed whose evolution ended early has fewer.</summary>
    private static IEnumerable<StudySpaceReport> SpacesOf(StudyArm arm, IReadOnlyDictionary<StudyCampaign, MeasuredCampaign> measured)
    {
        var spaces = measured.Where(it => it.Key.Arm == arm).SelectMany(it => it.Value.Spaces).Where(it => it.Percents.Count > 0).GroupBy(it => it.Supernet).ToList();
        return spaces.OrderBy(it => it.Key == SupernetNames.Final).ThenBy(it => it.Key, StringComparer.Ordinal).Select(it => new StudySpaceReport(
            arm.Word(), it.Key, InWords(arm, it.Key), it.Count(), it.Average(space => space.Steps), ErrorDistribution.Of([.. it.SelectMany(space => space.Percents)]))
            { Percents = [.. it.SelectMany(space => space.Percents).Order()] });
    }

    private static string InWords(StudyArm arm, string supernet) =>
        !arm.Evolves() || supernet == SupernetNames.OfIteration(1) ? "initial space" : supernet == SupernetNames.Final ? "last space" : $"space of {supernet}";

    private static StudyRanks? RanksOf(IReadOnlyList<StudyCampaignReport> rows)
    {
        var both = rows.Where(it => double.IsFinite(it.TestPercent) && double.IsFinite(it.RetrainedTestPercent)).ToList();
        return both.Count == 0 ? null : new StudyRanks(both.Count, KendallTau.Of([.. both.Select(it => it.TestPercent)], [.. both.Select(it => it.RetrainedTestPercent)]));
    }

    private static StudyRankFidelity? RankFidelityOf(
        StudyPlan plan, IReadOnlyList<(StudyCampaign Campaign, CampaignHistory History)> complete, IReadOnlyDictionary<StudyCampaign, MeasuredCampaign> measured)
    {
        var seeds = complete.Where(it => it.Campaign.Arm == plan.Arms[0]).OrderBy(it => plan.Seeds.ToList().IndexOf(it.Campaign.Seed))
            .Select(it => RanksOf(it.Campaign, it.History, measured[it.Campaign])).Where(it => it.Subnets > 0).ToList();
        if (seeds.Count == 0) return null;
        var taus = PairedDifferences.Of([.. seeds.Select(it => it.Tau).Where(double.IsFinite)]);
        var (lower, upper) = seeds.Count == 1 ? (seeds[0].Lower, seeds[0].Upper) : (Math.Max(-1, taus.Lower), Math.Min(1, taus.Upper));
        return new StudyRankFidelity(plan.Arms[0].Word(), taus.Count, seeds.Sum(it => it.Subnets), taus.Mean, lower, upper, seeds);
    }

    private static StudySubnetRanks RanksOf(StudyCampaign campaign, CampaignHistory history, MeasuredCampaign measured)
    {
        var retrained = measured.InheritedPercents.Select((inherited, place) => (Inherited: inherited, Own: history.Retrained(SearchNames.OfRandomSubnet(place + 1))))
            .Where(it => it.Own is not null).ToList();
        double[] inherited = [.. retrained.Select(it => it.Inherited)], own = [.. retrained.Select(it => it.Own!.Test.Percent)];
        var tau = KendallTau.Of(inherited, own);
        var (lower, upper) = KendallTau.Interval(tau, own.Length);
        return new StudySubnetRanks(campaign.Name, campaign.Seed, own.Length, tau, lower, upper, inherited, own);
    }

    private static IReadOnlyList<StudyAgreement> GuidelinesOf(IReadOnlyList<CampaignHistory> evolved) =>
        [.. evolved.SelectMany(history => DesignGuidelines.Test(history)).GroupBy(it => (it.Number, it.Guideline)).OrderBy(it => it.Key.Number)
            .Select(it => Agreement(Invariant($"{it.Key.Number}. {it.Key.Guideline}"), [Verdict.Holds, Verdict.DoesNot, Verdict.Undecided], it.Select(report => report.Verdict)))];

    /// <summary>A dimension's direction is the sign of all its applied steps together.</summary>
    private static IReadOnlyList<StudyAgreement> DimensionsOf(IReadOnlyList<CampaignHistory> evolved) =>
        evolved.Count == 0 ? [] : [.. BlockTies.Of(evolved[0].Spec).Searched(evolved[0].Spec.InitialSpace).Select(dimension => Agreement(dimension.Id.ToString(), [Grew, Shrank, Stayed],
            evolved.Select(history => Math.Sign(history.Iterations.SelectMany(it => it.Dimensions).Where(it => it.Id == dimension.Id).Sum(it => it.Move?.AppliedSteps ?? 0)) switch
            {
                > 0 => Grew,
                < 0 => Shrank,
                _ => Stayed,
            })))];

    private static IReadOnlyList<StudySlope> SlopesOf(IReadOnlyList<CampaignHistory> evolved)
    {
        var said = evolved.SelectMany(it => it.Iterations.Take(1)).SelectMany(it => it.Dimensions).Select(it => it.Proposal?.Event).OfType<MoveProposed>();
        return [.. said.Where(it => double.IsFinite(it.Slope) && double.IsFinite(it.SlopeStandardError)).GroupBy(it => it.Dimension).Where(it => it.Count() > 1).OrderBy(it => it.Key)
            .Select(it =>
            {
                var slopes = PairedDifferences.Of([.. it.Select(slope => slope.Slope)]);
                var stated = Math.Sqrt(it.Average(slope => slope.SlopeStandardError * slope.SlopeStandardError));
                return new StudySlope(it.Key.ToString(), it.Count(), slopes.Mean, slopes.StandardDeviation, stated, slopes.StandardDeviation / stated);
            })];
    }

    private static StudyAgreement Agreement(string subject, IReadOnlyList<string> words, IEnumerable<string> said)
    {
        var all = said.ToList();
        var counts = words.ToDictionary(word => word, word => all.Count(it => it == word), StringComparer.Ordinal);
        var most = words.MaxBy(word => counts[word])!;
        return new StudyAgreement(subject, counts, most, (double)counts[most] / all.Count);
    }
}
