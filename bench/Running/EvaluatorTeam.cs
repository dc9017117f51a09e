using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Measurement;

namespace S3Actors.Bench.Running;

/// <summary>Evaluators on threads of their own that take groups of neighbours, as a campaign's do.</summary>
internal sealed class EvaluatorTeam : IDisposable
{
    /// <summary>Architectures an evaluator takes at once at most, as in a campaign; fewer towards the end, likewise.</summary>
    public const int Group = 16;

    private readonly CampaignSpec _spec;
    private readonly List<SubnetEvaluator> _evaluators;

    /// <param name="checkpoint">Weights of the supernet of the campaign's initial space.</param>
    public EvaluatorTeam(CampaignSpec spec, string checkpoint, int evaluators)
    {
        _spec = spec;
        _evaluators = [.. Enumerable.Range(0, evaluators)
            .Select(_ => new SubnetEvaluator(spec.Network, spec.InitialSpace, checkpoint, new EvaluationExecution()))];
    }

    /// <summary>The results of subnets in their order, on all images of the subset.</summary>
    public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> subnets, ImageSubset images)
    {
        var groups = new List<Architecture[]>();
        for (var done = 0; done < subnets.Count; done += groups[^1].Length)
            groups.Add([.. subnets.Skip(done).Take(RequestWork.NextSize(subnets.Count - done, Group, _evaluators.Count))]);
        var results = new IReadOnlyList<SubnetResult>[groups.Count];
        var next = -1;
        var threads = _evaluators.ConvertAll(evaluator => new Thread(() =>
        {
            while (Interlocked.Increment(ref next) is var group && group < groups.Count)
                results[group] = evaluator.Evaluate(groups[group], images, images.Count, _spec.Measurement.BatchSize, _spec.Data, CancellationToken.None);
        }));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return [.. results.SelectMany(group => group)];
    }

    /// <inheritdoc/>
    public void Dispose() => _evaluators.ForEach(evaluator => evaluator.Dispose());
}
