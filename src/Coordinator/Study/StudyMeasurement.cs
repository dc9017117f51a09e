using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>
/// Evaluates, under the weights that complete campaigns left: their winners on each test image, and fresh random subnets of every space that they
/// trained. What is measured is kept in the study's folder, so that it is measured once.
/// </summary>
/// <param name="plan">The study.</param>
/// <param name="say">Hears a line a campaign.</param>
internal sealed class StudyMeasurement(StudyPlan plan, Action<string> say)
{
    /// <summary>The measurements of the campaigns that are complete, by campaign.</summary>
    /// <exception cref="CheckpointDamagedException">Weights are missing or damaged.</exception>
    /// <exception cref="Models.Data.DataFileException">The images cannot be read.</exception>
    public IReadOnlyDictionary<StudyCampaign, MeasuredCampaign> Of(IReadOnlyList<(StudyCampaign Campaign, CampaignHistory History)> complete)
    {
        var measured = complete.ToDictionary(it => it.Campaign, it => Known(it.Campaign, it.History));
        var missing = complete.Where(it => measured[it.Campaign] is null).ToList();
        if (missing.Count > 0)
        {
            TorchSetup.Start();
            // All arms have the images of the campaign's file, split alike.
            var configuration = missing[0].Campaign.Configuration();
            var execution = Devices.Resolve(configuration.Execution);
            var images = CampaignImages.Read(configuration);
            say(Invariant($"measuring {missing.Count} winners and {plan.FreshSubnets} random subnets of each space"));
            var atATime = new ParallelOptions { MaxDegreeOfParallelism = execution.Device == "cpu" ? Environment.ProcessorCount : 1 };
            Parallel.ForEach(missing, atATime, it =>
            {
                var result = Measure(it.Campaign, it.History, images, execution);
                result.Write(FileOf(it.Campaign));
                lock (measured) measured[it.Campaign] = result;
            });
        }
        return measured.ToDictionary(it => it.Key, it => it.Value!);
    }

    private string FileOf(StudyCampaign campaign) => plan.PathOf(Path.Combine("measured", campaign.Name + ".json"));

    private MeasuredCampaign? Known(StudyCampaign campaign, CampaignHistory history) =>
        MeasuredCampaign.Read(FileOf(campaign)) is { } known && known.Checkpoint == WinnersSupernet(history).CheckpointSha256 && known.FreshSubnets == plan.FreshSubnets
            && known.InheritedPercents.Count == campaign.RetrainedSubnets(history).Count ? known : null;

    private MeasuredCampaign Measure(StudyCampaign campaign, CampaignHistory history, CampaignImages images, ExecutionSettings execution)
    {
        var (spec, search) = (history.Spec, history.Search(SearchNames.Final)!);
        var test = images.Splits[EvaluationSplit.Test];
        IReadOnlyList<bool> wrong = [];
        IReadOnlyList<double> inherited = [];
        var retrained = campaign.RetrainedSubnets(history);
        var spaces = new List<MeasuredSpace>();
        foreach (var (name, supernet) in history.Supernets.Where(it => ShowsSpace(it.Key) && it.Value.Finished is not null))
        {
            var finished = supernet.Finished!;
            using var evaluator = new SubnetEvaluator(
                spec.Network, supernet.Started.Space, Path.Combine(campaign.Configuration().Execution.CheckpointFolder, finished.CheckpointFile),
                new EvaluationExecution(execution.Device, finished.CheckpointSha256), spec.Training.Precision);
            if (name == SupernetNames.Final && retrained.Count > 0)
                inherited = [.. evaluator.Evaluate(retrained, test, test.Count, spec.Measurement.BatchSize, spec.Data, CancellationToken.None).Select(it => it.Error.Percent)];
            if (name == search.Started.Supernet)
                wrong = evaluator.WrongImages(search.Winner!.Architecture, test, test.Count, spec.Measurement.BatchSize, spec.Data, CancellationToken.None);
            var subnets = FreshSubnets.Draw(spec.Network, supernet.Started.Space, spec.Search.Limit, spec.Seed, spaces.Count, plan.FreshSubnets, BlockTies.Of(spec));
            var results = evaluator.Evaluate(
                subnets, images.Splits[EvaluationSplit.ReportValidation], Math.Min(spec.Measurement.Images, spec.Data.ReportValidationImages), spec.Measurement.BatchSize, spec.Data, CancellationToken.None);
            spaces.Add(new MeasuredSpace(name, finished.Steps, [.. results.Select(it => it.Error.Percent)]));
        }
        return new MeasuredCampaign(WinnersSupernet(history).CheckpointSha256, plan.FreshSubnets, wrong.Count, MeasuredCampaign.BitsOf(wrong), spaces) { InheritedPercents = inherited };
    }

    /// <summary>Of an iteration's replicates the first shows its space, and an architecture by itself shows none.</summary>
    private static bool ShowsSpace(string supernet) =>
        SupernetNames.RetrainedSearch(supernet) is null && !(RequestName.TryParse(supernet, out var name) && name.Replicate > 1);

    private static Messages.Events.TrainingFinished WinnersSupernet(CampaignHistory history) => history.Trained(history.Search(SearchNames.Final)!.Started.Supernet)!;
}
