using System.Diagnostics;
using S3Actors.Coordinator.Configuration;
using S3Actors.Coordinator.Running;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Measurement;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Planning;

/// <summary>How long a campaign takes on this machine, from a few steps and evaluations of its initial space.</summary>
/// <param name="SecondsPerStep">One optimizer step.</param>
/// <param name="SecondsPerEvaluation">One subnet on the measurement's images, with every evaluator at work.</param>
public sealed record TimeEstimate(double SecondsPerStep, double SecondsPerEvaluation, double TrainingSeconds, double EvaluationSeconds)
{
    private const int WarmUpSteps = 2;
    private const int TimedSteps = 20;
    private const int TimedSubnets = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>All of it.</summary>
    public double Seconds => TrainingSeconds + EvaluationSeconds;

    /// <summary>Trains for a few steps and evaluates a few subnets, in a folder that is gone afterwards.</summary>
    public static TimeEstimate Measure(CampaignConfiguration configuration, CampaignImages images, CampaignPlan plan, string device)
    {
        TorchRuntime.UseOneThreadPerOperation();
        var (spec, execution) = (configuration.Spec, configuration.Execution);
        using var trainer = new SandwichTrainer(spec, spec.InitialSpace, new SupernetIdentity("plan", 1, WarmUpSteps + TimedSteps), images.Splits.Training,
            new TrainingExecution(execution.TrainingThreads, device));
        for (var i = 0; i < WarmUpSteps; i++) trainer.Step();
        var clock = Stopwatch.StartNew();
        var steps = 0;
        while (steps < TimedSteps && (steps == 0 || clock.Elapsed < Patience))
        {
            trainer.Step();
            steps++;
        }
        var perStep = clock.Elapsed.TotalSeconds / steps;

        var subnets = CampaignPlan.FirstIteration(spec).OrderBy(a => a.CanonicalText, StringComparer.Ordinal).Take(TimedSubnets).ToList();
        var folder = Directory.CreateTempSubdirectory("s3actors-plan-");
        try
        {
            var checkpoint = trainer.SaveCheckpoint(Path.Combine(folder.FullName, "plan.safetensors"));
            using var evaluator = new SubnetEvaluator(spec.Network, spec.InitialSpace, checkpoint.File, new EvaluationExecution(device));
            var validation = images.Splits[EvaluationSplit.SearchValidation];
            evaluator.Evaluate(subnets.Take(1).ToList(), validation, Math.Min(spec.Measurement.BatchSize, spec.Measurement.Images), spec.Measurement.BatchSize, spec.Data, CancellationToken.None);
            clock.Restart();
            evaluator.Evaluate(subnets, validation, spec.Measurement.Images, spec.Measurement.BatchSize, spec.Data, CancellationToken.None);
            // Each evaluator has a core of its own as far as there are cores.
            var perEvaluation = clock.Elapsed.TotalSeconds / subnets.Count / Math.Min(execution.Evaluators, Environment.ProcessorCount);
            var searches = plan.EvaluatedSubnets - spec.Evolution.Iterations * plan.MeasuredSubnets;
            return new TimeEstimate(perStep, perEvaluation, plan.OptimizerSteps * perStep,
                perEvaluation * (spec.Evolution.Iterations * plan.MeasuredSubnets + searches * ((double)spec.Search.Images / spec.Measurement.Images)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
