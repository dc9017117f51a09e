using S3Actors.Actors.Campaign;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Recomputes the campaign's own stream: evolved spaces from what the rules said, winners from what was measured of them.</summary>
internal static class CampaignCheck
{
    public static void Run(StreamCheck check, CampaignHistory recorded)
    {
        var state = CampaignState.Initial;
        var expected = new Queue<IEvent>();
        while (check.Next is { } actual)
        {
            if (actual is CampaignForked forked)
            {
                expected.Clear(); // the parent went on otherwise
                if (!Fork(check, state, forked)) return;
                state = CampaignState.Evolve(state, actual);
                continue;
            }
            if (expected.Count == 0)
            {
                if (InputsOf(check, state, recorded, actual) is not { } command) return;
                foreach (var it in CampaignState.Decide(state, command)) expected.Enqueue(it);
            }
            if (expected.Count == 0)
            {
                check.Report($"nothing follows the end of a campaign, yet {EventNames.NameOf(actual.GetType())} stands here");
                return;
            }
            if (!check.Expect(expected.Dequeue())) return;
            state = CampaignState.Evolve(state, actual);
        }
        if (expected.TryPeek(out var missing)) check.Expect(missing, required: true);
    }

    private static bool Fork(StreamCheck check, CampaignState state, CampaignForked forked)
    {
        var at = state.Position switch { CampaignPosition.Iterating it => it.Iteration, CampaignPosition.Evolved it => it.Iteration + 1, _ => 0 };
        if (at == 0)
        {
            check.Report("a campaign forks where an iteration has begun or has ended");
            return false;
        }
        return check.Expect(forked with { Parent = state.Spec.Name, AtIteration = at, SpecDigest = check.NextSpecDigest });
    }

    private static ICampaignCommand? InputsOf(StreamCheck check, CampaignState state, CampaignHistory recorded, IEvent actual)
    {
        switch (state.Position)
        {
            case CampaignPosition.Nowhere when actual is CampaignCreated it:
                return new CampaignState.Create(it.Spec with { Name = recorded.Forks.Count > 0 ? recorded.Forks[0].Parent : recorded.Name },
                    check.NextSpecDigest, it.DatasetDigest, it.Libraries, it.Hardware, it.Classes);
            case CampaignPosition.Nowhere:
                check.Report("a campaign's first event is campaign-created-v1");
                return null;
            case CampaignPosition.Iterating at:
                var proposals = BlockTies.Of(state.Spec).Searched(at.Space).Select(d => (d.Id, Proposal: recorded.Proposal(at.Iteration, d.Id))).ToList();
                if (proposals.Where(it => it.Proposal is null).Select(it => it.Id.ToString()).ToList() is { Count: > 0 } silent)
                    return Lacking<ICampaignCommand>(check, $"what {string.Join(", ", silent)} said in iteration {at.Iteration} is missing");
                return new CampaignState.EvolveSpace(at.Iteration, [.. proposals.Select(it => it.Proposal!)]);
            case CampaignPosition.TrainingFinal:
                return recorded.Trained(SupernetNames.Final) is null
                    ? Lacking<ICampaignCommand>(check, "the end of the final supernet's training is missing") : new CampaignState.StartSearch();
            case CampaignPosition.Searching at:
                return WinnerOf(check, recorded, at.Search);
            case CampaignPosition.Done or CampaignPosition.Retrained when actual is RetrainingStarted it && (recorded.Selected(it.Search) is not null || SearchNames.RandomSubnet(it.Search) > 0):
                return new CampaignState.StartRetraining(it.Training, it.Search); // asked for by a person
            case CampaignPosition.Retraining at:
                return RetrainedOf(check, recorded, at);
            default:
                return new CampaignState.Advance();
        }
    }

    private static CampaignState.ReportWinner? WinnerOf(StreamCheck check, CampaignHistory recorded, string search)
    {
        if (recorded.Selected(search) is not { } selected) return Lacking<CampaignState.ReportWinner>(check, $"the result of the search '{search}' is missing");
        var report = ErrorOf(recorded, search, EvaluationSplit.ReportValidation, selected.Best.Architecture);
        var test = ErrorOf(recorded, search, EvaluationSplit.Test, selected.Best.Architecture);
        return report is null || test is null ? Lacking<CampaignState.ReportWinner>(check, $"the winner's errors are missing in the ledger")
            : new CampaignState.ReportWinner(selected, report.Value, test.Value);
    }

    private static CampaignState.FinishRetraining? RetrainedOf(StreamCheck check, CampaignHistory recorded, CampaignPosition.Retraining at)
    {
        var subject = SupernetNames.RetrainedOf(at.Search);
        if (recorded.Trained(subject) is not { } trained)
            return Lacking<CampaignState.FinishRetraining>(check, "the end of the winner's retraining is missing");
        var errors = new[] { EvaluationSplit.SearchValidation, EvaluationSplit.ReportValidation,
            EvaluationSplit.Test }.Select(what => ErrorOf(recorded, subject, what, at.Architecture)).ToList();
        return errors.Contains(null) ? Lacking<CampaignState.FinishRetraining>(check, "the retrained winner's errors are missing in the ledger")
            : new CampaignState.FinishRetraining(trained.CheckpointSha256, errors[0]!.Value, errors[1]!.Value, errors[2]!.Value);
    }

    private static Top1Error? ErrorOf(CampaignHistory recorded, string search, EvaluationSplit images, Architecture winner) =>
        recorded.Request(RequestName.OfWinner(search, images).ToString()) is { } request ? recorded.Result(request.Checkpoint, request.Set, winner)?.Error
            : null;

    private static T? Lacking<T>(StreamCheck check, string what) where T : class
    {
        check.Report($"the row cannot be recomputed: {what}");
        return null;
    }
}
