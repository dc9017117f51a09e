using System.Diagnostics;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Augmentation;
using S3Actors.Models.Data;
using S3Actors.Models.Measurement;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Doctor;

/// <summary>How few images a time was measured on where a whole step or evaluation would take too long to try.</summary>
public sealed record ScaledMeasurement(int TrainingImages, int EvaluatedImages);

/// <summary>How long a campaign takes on this machine, from a few steps and evaluations of its initial space.</summary>
/// <param name="SecondsPerStep">One optimizer step, its batch's preparation on other threads included.</param>
/// <param name="SecondsPerEvaluation">One subnet on the measurement's images, with every evaluator at work.</param>
/// <param name="ImagesPerSecond">Training images that are read, decoded and augmented with nothing else to do.</param>
/// <param name="ComputeUnit">What an hour of this is: of a GPU, or of how many cores.</param>
/// <param name="Scaled">null where whole steps and evaluations were measured.</param>
public sealed record TimeEstimate(
    double SecondsPerStep, double SecondsPerEvaluation, double TrainingSeconds, double EvaluationSeconds,
    double ImagesPerSecond, string ComputeUnit, ScaledMeasurement? Scaled)
{
    private const int WarmUpSteps = 2;
    private const int TimedSteps = 20;
    private const int TimedSubnets = 16;
    private const int TimedImages = 64;
    private const double BackwardFactor = 3; // a step's arithmetic over that of its forward passes
    private const double ProcessorMacs = 1e11, GpuMacs = 5e12; // of a step that is still tried whole: some seconds
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>All of it.</summary>
    public double Seconds => TrainingSeconds + EvaluationSeconds;

    /// <summary>Trains for a few steps and evaluates a few subnets, in a temporary folder.</summary>
    public static TimeEstimate Measure(CampaignConfiguration configuration, CampaignImages images, CampaignPlan plan, string device)
    {
        TorchSetup.Start();
        var (spec, execution) = (configuration.Spec, configuration.Execution);
        var macs = device == "cpu" ? ProcessorMacs : GpuMacs;
        var passes = plan.Largest.MacsPerImage + plan.Smallest.MacsPerImage + spec.Training.RandomSubnets * plan.MeanMacs;
        var batch = (int)Math.Clamp(macs / (passes * BackwardFactor), 1, spec.Training.BatchSize);
        // A step takes as long whatever it learns; a rate at which training would diverge is no reason not to say how long.
        var small = spec with { Training = spec.Training with { BatchSize = batch, LearningRate = Math.Min(spec.Training.LearningRate, 1e-6), MaximumLoss = null } };
        var imagesPerSecond = MeasureLoader(small, images.Splits.Training);

        using var trainer = new SandwichTrainer(small, spec.InitialSpace, new SupernetIdentity("plan", 1, WarmUpSteps + TimedSteps), images.Splits.Training,
            new TrainingExecution(execution.TrainingThreads, device));
        // Steps of many images are prepared in time wherever the machine prepares as many as it trains on.
        var perStep = Math.Max(MeasureSteps(trainer) * spec.Training.BatchSize / batch, spec.Training.BatchSize / imagesPerSecond);

        var evaluated = (int)Math.Clamp(macs / (TimedSubnets * plan.MeanMacs), 1, spec.Measurement.Images);
        // Each evaluator has a core of its own as far as there are cores.
        var perEvaluation = MeasureEvaluation(spec, images, trainer, device, evaluated)
            * spec.Measurement.Images / evaluated / Math.Min(execution.Evaluators, Environment.ProcessorCount);
        var measured = spec.Evolution.Iterations * spec.Measurement.ReplicateCount() * plan.MeasuredSubnets;
        var searches = plan.EvaluatedSubnets - measured;
        return new TimeEstimate(
            perStep, perEvaluation, plan.OptimizerSteps * perStep,
            perEvaluation * (measured + searches * ((double)spec.Search.Images / spec.Measurement.Images)),
            imagesPerSecond,
            device == "cpu" ? $"hours of {Machine.Processor}; there is no GPU in use" : $"GPU-hours on {Machine.Gpu ?? device}",
            batch < spec.Training.BatchSize || evaluated < spec.Measurement.Images ? new ScaledMeasurement(batch, evaluated) : null);
    }

    private static double MeasureLoader(CampaignSpec spec, ImageSubset training)
    {
        var loader = new TrainingImages(spec, training, supernet: 1);
        int[] some = [.. Enumerable.Range(0, Math.Min(TimedImages, training.Count))];
        loader.Prepare(0, [.. some.Take(4)]);
        var clock = Stopwatch.StartNew();
        loader.Prepare(1, some);
        return some.Length / clock.Elapsed.TotalSeconds;
    }

    private static double MeasureSteps(SandwichTrainer trainer)
    {
        for (var i = 0; i < WarmUpSteps; i++) trainer.Step();
        var clock = Stopwatch.StartNew();
        var steps = 0;
        while (steps < TimedSteps && (steps == 0 || clock.Elapsed < Patience))
        {
            trainer.Step();
            steps++;
        }
        return clock.Elapsed.TotalSeconds / steps;
    }

    private static double MeasureEvaluation(CampaignSpec spec, CampaignImages images, SandwichTrainer trainer, string device, int evaluated)
    {
        List<Architecture> subnets = [.. CampaignPlan.FirstIteration(spec).OrderBy(a => a.CanonicalText, StringComparer.Ordinal).Take(TimedSubnets)];
        var folder = Directory.CreateTempSubdirectory("s3actors-plan-");
        try
        {
            var checkpoint = trainer.SaveCheckpoint(Path.Combine(folder.FullName, "plan.safetensors"));
            using var evaluator = new SubnetEvaluator(spec.Network, spec.InitialSpace, checkpoint.Path, new EvaluationExecution(device), spec.Training.Precision);
            var validation = images.Splits[EvaluationSplit.SearchValidation];
            void Evaluate(IReadOnlyList<Architecture> some, int count) =>
                evaluator.Evaluate(some, validation, count, spec.Measurement.BatchSize, spec.Data, CancellationToken.None);
            Evaluate([subnets[0]], Math.Min(spec.Measurement.BatchSize, evaluated));
            var clock = Stopwatch.StartNew();
            Evaluate(subnets, evaluated);
            return clock.Elapsed.TotalSeconds / subnets.Count;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
