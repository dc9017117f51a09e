using S3Actors.Bench.AgainstPyTorch;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Estimators;

/// <summary>
/// The four estimators at equal cost on a trained supernet of the quickstart: each measures all dimensions with as many evaluations as the
/// paired one needs, again and again with other seeds. How much a slope scatters over the seeds is its standard error over the draw of
/// subnets, whatever a formula says; how often the rule <c>significant</c> decides as it does on a pool many times as large says what that is worth.
/// </summary>
internal sealed class EstimatorBenchmark : IBenchmark
{
    private const int Seeds = 8;
    private const int PairedSubnets = 12;
    private const int LargePool = 4000;
    private const int Images = 500;

    /// <summary>k over N.</summary>
    private const int Share = 4;

    public string Name => "estimators";

    public string Question => "at equal cost, how much do slopes of the four estimators scatter, how many stage-passes do they take, and how often do they decide as a large run does?";

    /// <inheritdoc/>
    public void Run(Findings findings, Effort effort)
    {
        TorchSetup.Start();
        var workload = new Workload("quickstart");
        var folder = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var checkpoint = Train(workload, Path.Combine(folder.FullName, "trained.safetensors"));
            using var evaluators = new EvaluatorTeam(workload.Spec, checkpoint, Environment.ProcessorCount);
            List<DimensionId> dimensions = [.. workload.Space.Dimensions.Where(dimension => dimension.Choices.Count > 1).Select(dimension => dimension.Id)];
            var choices = dimensions.Sum(id => workload.Space[id].Choices.Count);
            Repetition Measure(EstimatorKind estimator, int subnets, int seed) => Repetition.Of(
                workload.Spec with { Seed = seed,
                    Measurement = workload.Spec.Measurement with { Estimator = estimator, Subnets = subnets, TopK = Math.Max(1, subnets / Share) } },
                dimensions, evaluators, workload.Validation.First(Images));

            var large = Measure(EstimatorKind.Effects, LargePool, seed: 1000);
            var paired = new Scatter([.. Enumerable.Range(1, Seeds).Select(seed => Measure(EstimatorKind.Paired, PairedSubnets, seed))], large);
            var pool = (int)paired.Evaluations;
            var scatters = new Dictionary<EstimatorKind, Scatter> { [EstimatorKind.Paired] = paired };
            foreach (var (estimator, subnets) in ((EstimatorKind, int)[])[(EstimatorKind.Pooled, pool), (EstimatorKind.Effects, pool),
                (EstimatorKind.Fresh, pool / choices)])
                scatters[estimator] = new Scatter([.. Enumerable.Range(1, Seeds).Select(seed => Measure(estimator, subnets, seed))], large);
            Tell(findings, dimensions, scatters, large);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Train(Workload workload, string path)
    {
        using var trainer = new SandwichTrainer(
            workload.Spec, workload.Space, workload.Identity, workload.Images.Training, new TrainingExecution(Environment.ProcessorCount));
        while (trainer.StepsDone < workload.Identity.Steps) trainer.Step();
        return trainer.SaveCheckpoint(path).Path;
    }

    private static void Tell(Findings findings, List<DimensionId> dimensions, Dictionary<EstimatorKind, Scatter> scatters, Repetition large)
    {
        var slopes = new TextTable(["dimension", "large run", .. scatters.Keys.SelectMany(kind => new[] { kind.ToString(), "SE", "stated" })]);
        for (var d = 0; d < dimensions.Count; d++)
            slopes.Add([dimensions[d].ToString(), $"{large.Slopes[d]:F3}",
                .. scatters.Values.SelectMany(it => new[] { $"{it.Means[d]:F3}", $"{it.StandardErrors[d]:F3}", $"{it.Stated[d]:F3}" })]);
        findings.Say(slopes.ToText());
        var table = new TextTable("estimator", "evaluations", "stage-passes", "scatter of slopes", "variance against paired", "stated over scatter",
            "decides as the large run");
        var paired = scatters[EstimatorKind.Paired];
        foreach (var (kind, it) in scatters)
        {
            table.Add(kind.ToString(), $"{it.Evaluations:F0}", $"{it.StagePasses:F0}", $"{Math.Sqrt(it.MeanVariance):F3} points",
                $"{it.MeanVariance / paired.MeanVariance:F2}",
                $"{it.StatedOverScatter:F2}", $"{100 * it.Agreement:F0} %");
            var name = kind.ToString().ToLowerInvariant();
            findings.Add($"{name}_variance_against_paired", Quantity.Round(it.MeanVariance / paired.MeanVariance));
            findings.Add($"{name}_stage_passes_against_paired", Quantity.Round(it.StagePasses / paired.StagePasses));
            findings.Add($"{name}_decides_as_large_run", Quantity.Round(it.Agreement));
        }
        findings.Say(table.ToText());
        findings.Say($"{Images} images, {Seeds} seeds of one supernet; the large run: {large.Evaluations} subnets by effects. Decisions: the rule of the quickstart, its direction for each dimension. "
            + "A stated error covers subnets and images; seeds differ in their subnets alone, so it may be the larger.");
    }
}
