using S3Actors.Bench.AgainstPyTorch;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Estimators;

/// <summary>
/// The paired estimator against the independent one on a trained supernet of the quickstart. Both measure all dimensions again and again
/// with other seeds; how much a slope scatters over the seeds is its standard error, whatever a formula says.
/// </summary>
/// <remarks>
/// Variances fall as 1 / subnets for both, so at equal standard errors the independent estimator needs (its variance / the paired one's)
/// times as many subnets, and the stage-passes grow with them.
/// </remarks>
internal sealed class EstimatorBenchmark : IBenchmark
{
    private const int Seeds = 8;
    private const int Subnets = 12;
    private const int TopK = 3;
    private const int Images = 500;

    public string Name => "estimators";

    public string Question => "how many fewer stage-passes does the paired estimator need for the independent one's standard error, and do their slopes agree?";

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
            var paired = Measure(workload, dimensions, evaluators, EstimatorKind.Paired);
            var independent = Measure(workload, dimensions, evaluators, EstimatorKind.Fresh);
            Tell(findings, dimensions, new Scatter(paired), new Scatter(independent));
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
        return trainer.SaveCheckpoint(path).File;
    }

    private static List<Repetition> Measure(Workload workload, List<DimensionId> dimensions, EvaluatorTeam evaluators, EstimatorKind estimator) =>
        [.. Enumerable.Range(1, Seeds).Select(seed => Repetition.Of(
            workload.Spec with { Seed = seed, Measurement = workload.Spec.Measurement with { Estimator = estimator, Subnets = Subnets, TopK = TopK } },
            dimensions, evaluators, workload.Validation.First(Images)))];

    private static void Tell(Findings findings, List<DimensionId> dimensions, Scatter paired, Scatter independent)
    {
        var table = new TextTable("dimension", "slope paired", "independent", "apart by", "SE paired", "stated", "SE independent", "stated");
        var apart = new double[dimensions.Count];
        for (var d = 0; d < dimensions.Count; d++)
        {
            var error = Math.Sqrt((Math.Pow(paired.StandardErrors[d], 2) + Math.Pow(independent.StandardErrors[d], 2)) / Seeds);
            apart[d] = Math.Abs(paired.Means[d] - independent.Means[d]) / error;
            table.Add(dimensions[d].ToString(), $"{paired.Means[d]:F3}", $"{independent.Means[d]:F3}", $"{apart[d]:F1} SE", $"{paired.StandardErrors[d]:F3}",
                $"{paired.Stated[d]:F3}", $"{independent.StandardErrors[d]:F3}", $"{independent.Stated[d]:F3}");
        }
        var variances = independent.MeanVariance / paired.MeanVariance;
        var passes = independent.StagePasses / paired.StagePasses;
        var agreeing = apart.Count(distance => distance <= 2);
        findings.Say(table.ToText());
        findings.Say($"{Subnets} subnets a choice, {Images} images, {Seeds} seeds: slopes of single seeds scatter {Math.Sqrt(variances):F2} x less when paired (mean variance {variances:F1} x less)");
        findings.Say($"stage-passes of all dimensions: {paired.StagePasses:F0} paired, {independent.StagePasses:F0} independent; at equal standard errors paired needs {variances * passes:F1} x fewer");
        findings.Say($"mean slopes, {Seeds * Subnets} subnets a choice on either side: {agreeing} of {apart.Length} within 2 standard errors of each other (95 % expected), the farthest {apart.Max():F1}");
        findings.Add("fewer_stage_passes", Figure.Round(variances * passes));
        findings.Add("variance_ratio", Figure.Round(variances));
        findings.Add("stage_passes_ratio", Figure.Round(passes));
        findings.Add("slopes_within_two_standard_errors", $"{agreeing} of {apart.Length}");
    }
}
