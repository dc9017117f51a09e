using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Notes;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Report;

/// <summary>Everything that a report's page is drawn from: the campaign at large, and its single subnets.</summary>
/// <param name="LockHeld">Whether a process works on the campaign now.</param>
public sealed record ReportMaterial(CampaignHistory History, ReportDocument Document, bool LockHeld)
{
    /// <summary>Reads a campaign's journal.</summary>
    /// <exception cref="Output.BadInputException">The campaign has not begun.</exception>
    public static ReportMaterial Read(CampaignFolder folder, bool lockHeld)
    {
        var history = CampaignHistory.Read(folder).BegunTo("report", folder);
        var document = ReportDocument.Of(history, lockHeld);
        return new ReportMaterial(history, document with { Status = document.Status.With(CampaignNotes.Read(folder)) }, lockHeld);
    }

    /// <summary>The specification in force.</summary>
    public CampaignSpec Spec => History.Spec;

    /// <inheritdoc cref="CampaignHistory.Spaces"/>
    public IReadOnlyList<SearchSpace> Spaces { get; } = History.Spaces;

    /// <summary>Trainings in their order: iterations, the final supernet.</summary>
    public IReadOnlyList<(string Name, SupernetView View)> Trainings { get; } = [.. History.Supernets.Select(it => (it.Key, it.Value))];

    /// <summary>Of each iteration the errors of the subnets measured for it, percent, ascending.</summary>
    public IReadOnlyList<(int Iteration, IReadOnlyList<double> Percents)> SubnetErrors { get; } =
        [.. History.Iterations.Select(it => (it.Started.Iteration, (IReadOnlyList<double>)[.. ResultsOf(History, it.Started.Iteration).Select(subnet => subnet.Error.Percent).Order()]))];

    /// <summary>Working time by what was worked on, in the order of the campaign, each by phase.</summary>
    public IReadOnlyList<(string Subject, IReadOnlyDictionary<string, double> Seconds)> SecondsBySubject { get; } =
        [.. History.SecondsByWork.GroupBy(it => it.Key.Subject).OrderBy(it => it.Key == "other" ? 1 : 0)
            .Select(it => (it.Key, (IReadOnlyDictionary<string, double>)it.ToDictionary(work => work.Key.Phase, work => work.Value, StringComparer.Ordinal)))];

    /// <summary>The subnets measured for an iteration.</summary>
    public static IEnumerable<SubnetResult> ResultsOf(CampaignHistory history, int iteration)
    {
        if (history.Trained(SupernetNames.OfIteration(iteration)) is not { } trained) return [];
        // The control searches under the weights of iteration 1, perhaps on the same images: only what came before it was measured for the iteration.
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, history.SpecAt(iteration).Measurement.Images);
        var asked = history.Request(SupernetNames.OfIteration(iteration))?.Subnets ?? 0;
        return history.Results(trained.CheckpointSha256, set).Take(asked);
    }

    /// <summary>The subnets that a search evaluated, in the order of its generations.</summary>
    public static IEnumerable<SubnetResult> ResultsOf(CampaignHistory history, SearchView search)
    {
        if (history.Trained(search.Started.Supernet) is not { } trained) return [];
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, history.Spec.Search.Images);
        var bred = Enumerable.Range(1, history.Spec.Search.Generations).Select(g => history.Bred(search.Started.Search, g)).OfType<GenerationBred>();
        return bred.SelectMany(it => it.Candidates).Select(it => history.Result(trained.CheckpointSha256, set, it.Architecture)).OfType<SubnetResult>();
    }
}
