using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Report;

/// <summary>What was computed, whatever it was computed on: the cost of a campaign without its clock.</summary>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="ImagesTrained">Images that passed forward and backward, counted once for each subnet that saw them.</param>
/// <param name="Subnets">Subnets evaluated.</param>
/// <param name="ImagesEvaluated">Images that passed forward, counted once for each subnet.</param>
internal sealed record WorkCount(long Steps, long ImagesTrained, long Subnets, long ImagesEvaluated)
{
    /// <summary>Of one subject: <c>iteration-2</c>, <c>final</c>, <c>control</c>.</summary>
    public static WorkCount Of(ReportMaterial material, string subject)
    {
        var retraining = SupernetNames.RetrainedSearch(subject) is { } search ? material.History.Retraining(search) : null;
        var training = retraining?.Training ?? material.Spec.Training;
        var passes = retraining is null ? 2 + training.RandomSubnets : 1;
        long steps = material.History.Supernets.GetValueOrDefault(subject)?.StepsDone ?? 0;
        var requests = material.History.Requests.Where(it => RequestName.TryParse(it.Request, out var name) && name.Subject == subject).ToList();
        return new WorkCount(steps, steps * training.BatchSize * passes, requests.Sum(Evaluated), requests.Sum(it => Evaluated(it) * it.Set.Images));

        // The last request may not be finished.
        long Evaluated(EvaluationsRequested request) =>
            request.Request == material.History.LastRequest?.Request ? material.History.SubnetsOfRequest : request.Subnets;
    }

    public static WorkCount operator +(WorkCount a, WorkCount b) =>
        new(a.Steps + b.Steps, a.ImagesTrained + b.ImagesTrained, a.Subnets + b.Subnets, a.ImagesEvaluated + b.ImagesEvaluated);
}
