using S3Actors.Actors.Campaign;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History;

/// <summary>
/// How long a campaign still takes, from what its own steps and evaluations took: every iteration to come is taken to be as large as the last
/// one measured, and none to be the one that ends the evolution early.
/// </summary>
internal static class CampaignForecast
{
    /// <summary>Seconds of work that are left; null while nothing was trained, or nothing measured, to tell them from.</summary>
    public static double? SecondsLeft(CampaignHistory history)
    {
        if (history.Created is null) return null;
        if (history.Completed is not null) return 0;
        var spec = history.Spec;
        var iterations = history.FinalSupernet is null ? spec.Evolution.Iterations : history.Iterations.Count;
        var (measured, perImage) = Measurements(history);
        if (iterations > 0 && perImage is null) return null;

        var evolution = Enumerable.Range(1, iterations).Where(i => history.Evolved(i) is null)
            .SelectMany(i => SupernetNames.AllOfIteration(i, spec.Measurement.ReplicateCount()))
            .Sum(it => Training(history, it, spec.Training.Steps) + perImage * spec.Measurement.Images * Math.Max(0, measured - Done(history, it)));
        var controls = ControlSearches.Of(spec);
        var supernets = controls.Select(it => (it.Supernet, Steps: ControlSearches.Training(spec, it.Supernet, iterations)?.Steps ?? 0))
            .Prepend((SupernetNames.Final, spec.Training.FinalSteps)).Where(it => it.Item2 > 0);
        var searched = spec.Search.Population + (spec.Search.Generations - 1L) * (spec.Search.Crossovers + spec.Search.Mutations);
        var searches = controls.Select(it => it.Search).Prepend(SearchNames.Final).Where(it => history.Selected(it) is null)
            .Sum(it => perImage * spec.Search.Images * Math.Max(0, searched - Done(history, it)));
        return evolution + supernets.Sum(it => Training(history, it.Item1, it.Item2)) + searches;
    }

    /// <summary>Seconds that a supernet still trains; null while none was trained to tell them from.</summary>
    private static double? Training(CampaignHistory history, string supernet, int steps)
    {
        var done = history.Supernets.GetValueOrDefault(supernet)?.StepsDone ?? 0;
        return done >= steps ? 0 : (steps - done) * (PerStep(history, supernet) ?? history.Supernets.Keys.Reverse().Select(it => PerStep(history, it))
            .FirstOrDefault(it => it is not null));
    }

    private static double? PerStep(CampaignHistory history, string supernet)
    {
        var (done, seconds) = (history.Supernets.GetValueOrDefault(supernet)?.StepsDone ?? 0,
            history.SecondsByWork.GetValueOrDefault(new Work(supernet, "train")));
        return done > 0 && seconds > 0 ? seconds / done : null;
    }

    /// <summary>How many subnets the last iteration measured, and the seconds that one took an image.</summary>
    private static (long Subnets, double? SecondsPerImage) Measurements(CampaignHistory history)
    {
        if (history.Requests.LastOrDefault(it => Named(it) is { Iteration: not null }) is not { } last) return (0, null);
        var done = Done(history, last.Request);
        var seconds = history.SecondsByWork.GetValueOrDefault(new Work(last.Request, "measure"));
        var before = history.Iterations.Count > 1
            ? history.SecondsByWork.GetValueOrDefault(new Work(SupernetNames.OfIteration(history.Iterations.Count - 1), "measure")) : 0;
        if (history.IsFinished(last.Request) || before == 0) return (last.Subnets, done > 0 && seconds > 0 ? seconds / done / last.Set.Images : null);
        return (last.Subnets, before / last.Subnets / last.Set.Images); // the one at work says little at its beginning
    }

    /// <summary>Subnets evaluated for an iteration or a search.</summary>
    private static long Done(CampaignHistory history, string subject) =>
        history.Requests.Where(it => Named(it) is { WinnerOn: null } name && name.Subject == subject)
        .Sum(it => it.Request == history.LastRequest?.Request && !history.IsFinished(it.Request) ? history.SubnetsOfRequest : it.Subnets);

    private static RequestName? Named(EvaluationsRequested request) => RequestName.TryParse(request.Request, out var name) ? name : null;
}
