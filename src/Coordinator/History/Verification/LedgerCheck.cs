using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>
/// Recomputes which subnets were asked for and in which order their results must stand. The results themselves come from weights and
/// images: of those it says whether they can be.
/// </summary>
internal static class LedgerCheck
{
    public static void Run(StreamCheck check, CampaignHistory recorded)
    {
        var known = new HashSet<(MeasurementKey, Architecture)>();
        while (check.Next is { } next)
        {
            if (next is not EvaluationsRequested request)
            {
                check.Report($"{EventNames.NameOf(next.GetType())} stands where a request is due; nothing behind it in this stream is recomputed");
                return;
            }
            if (Asked(recorded, request) is not { } asked)
            {
                check.Report($"nobody asks for '{request.Request}', or what it needs is missing");
                return;
            }
            if (!check.Expect(LedgerState.Decide(LedgerState.Initial, new LedgerState.Ask(request.Request, asked.Key, asked.Architectures))[0])) return;
            if (!Results(check, asked.Key, asked.Architectures, known)) return;
            if (!check.Expect(new EvaluationsFinished(request.Request))) return;
        }
    }

    private static bool Results(StreamCheck check, MeasurementKey key, IReadOnlyList<Architecture> architectures, HashSet<(MeasurementKey, Architecture)> known)
    {
        foreach (var architecture in architectures)
        {
            if (!known.Add((key, architecture))) continue;
            while (check.Next is EvaluationFailed) check.Take();
            if (check.Next is not { } next) return false;
            if (next is not SubnetEvaluated evaluated || !evaluated.Result.Architecture.Equals(architecture)
                || new MeasurementKey(evaluated.Checkpoint, evaluated.Set) != key)
            {
                check.Report($"the result of {architecture} is due here; nothing behind it in this stream is recomputed");
                return false;
            }
            var error = evaluated.Result.Error;
            if (error.Images != key.Set.Images || error.Incorrect < 0 || error.Incorrect > error.Images)
                check.Report(Invariant($"no evaluation on {key.Set.Images} images gives {error.Incorrect} wrong of {error.Images}"));
            if (evaluated.Result.WrongByBlock is { } wrong && (wrong.Sum() != error.Incorrect || wrong.Count != ImageBlocks.Count(error.Images)
                || wrong.Where((count, b) => count < 0 || count > ImageBlocks.Size(error.Images, b)).Any()))
                check.Report(Invariant($"its wrong answers by block of images are not those of {error.Incorrect} wrong of {error.Images}"));
            check.Expect(evaluated);
        }
        while (check.Next is EvaluationFailed) check.Take();
        return true;
    }

    private static (MeasurementKey Key, IReadOnlyList<Architecture> Architectures)? Asked(CampaignHistory recorded, EvaluationsRequested request) =>
        !RequestName.TryParse(request.Request, out var name) ? null
        : name is { Iteration: { } iteration, Replicate: { } replicate } ? OfIteration(recorded, iteration, replicate)
        : OfSearch(recorded, request, name);

    private static (MeasurementKey, IReadOnlyList<Architecture>)? OfIteration(CampaignHistory recorded, int iteration, int replicate)
    {
        if (recorded.Iteration(iteration) is not { } started || recorded.Trained(SupernetNames.OfReplicate(iteration, replicate)) is not { } trained) return null;
        var spec = recorded.SpecAt(iteration);
        if (replicate > spec.Measurement.ReplicateCount()) return null;
        try
        {
            var plans = BlockTies.Of(spec).Searched(started.Space).SelectMany(d => recorded.PlanOf(spec, iteration, d.Id).SubnetsByChoice.SelectMany(it => it));
            return (new MeasurementKey(trained.CheckpointSha256, new EvaluationSet(EvaluationSplit.SearchValidation, spec.Measurement.Images)),
                LedgerState.InOrder(plans));
        }
        catch (NoSubnetWithinLimitException)
        {
            return null;
        }
    }

    private static (MeasurementKey, IReadOnlyList<Architecture>)? OfSearch(CampaignHistory recorded, EvaluationsRequested request, RequestName name)
    {
        var retrained = SupernetNames.RetrainedSearch(name.Subject);
        var supernet = retrained is not null ? name.Subject : recorded.Search(name.Subject)?.Started.Supernet;
        if (supernet is null || recorded.Trained(supernet) is not { } trained) return null;
        var winner = retrained is not null ? recorded.Retraining(retrained)?.Architecture : recorded.Selected(name.Subject)?.Best.Architecture;
        var architectures = name.Generation is { } generation ? recorded.Bred(name.Subject, generation)?.Candidates.Select(it => it.Architecture)
            : winner is null ? null : [winner];
        var set = name.WinnerOn switch
        {
            EvaluationSplit.ReportValidation => new EvaluationSet(EvaluationSplit.ReportValidation, recorded.Spec.Data.ReportValidationImages),
            EvaluationSplit.Test => request.Set with { Split = EvaluationSplit.Test }, // the journal does not say how many test images there are
            _ => new EvaluationSet(EvaluationSplit.SearchValidation, recorded.Spec.Search.Images),
        };
        return architectures is null ? null : (new MeasurementKey(trained.CheckpointSha256, set), LedgerState.InOrder(architectures));
    }
}
