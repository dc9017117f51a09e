using S3Actors.Actors.Population;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Recomputes a search: candidates from parents, parents and the winner from the ledger's results.</summary>
internal static class PopulationCheck
{
    public static void Run(StreamCheck check, CampaignHistory recorded, string search)
    {
        if (recorded.Search(search) is not { Started: var started } || recorded.Trained(started.Supernet) is not { } trained)
        {
            check.Report("the search did not begin, or its supernet was not trained");
            return;
        }
        var setting = new PopulationState.Setting(recorded.Spec, search, started.Space);
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, recorded.Spec.Search.Images);
        var state = PopulationState.Initial;
        IReadOnlyList<IEvent> expected = PopulationState.Decide(state, new PopulationState.Begin(setting));
        while (check.Next is not null)
        {
            for (var i = 0; i < expected.Count; i++)
            {
                var actual = check.Next;
                if (!check.Expect(expected[i], required: i > 0)) return;
                state = PopulationState.Evolve(state, actual!);
            }
            if (check.Next is not { } next) return;
            if (state.Selected is not null)
            {
                check.Report($"nothing follows the end of a search, yet {EventNames.NameOf(next.GetType())} stands here");
                return;
            }
            if (state.IsTimingDue(recorded.Spec.Search))
            {
                // The times themselves are the machine's: they are taken as recorded, if they are of this generation.
                if (next is not LatenciesMeasured timed)
                {
                    check.Report("the times of the generation's candidates are due here; nothing behind it in this stream is recomputed");
                    return;
                }
                var times = PopulationState.Decide(state, new PopulationState.RecordLatencies(setting, state.Bred!.Generation, timed.Hardware, timed.Images, timed.Runs, timed.Microseconds));
                if (!check.Expect(times[0])) return;
                state = PopulationState.Evolve(state, timed);
                if (check.Next is null) return;
            }
            var results = state.Bred!.Candidates.Select(it => recorded.Result(trained.CheckpointSha256, set, it.Architecture)).ToList();
            if (results.Contains(null))
            {
                check.Report("the row cannot be recomputed: the ledger lacks results of the generation's candidates");
                return;
            }
            expected = PopulationState.Decide(state, new PopulationState.FinishGeneration(setting, state.Bred.Generation, results!));
        }
    }
}
