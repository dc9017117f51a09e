using System.Diagnostics;
using System.Globalization;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Data;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>
/// The product's side of the comparison. Training and evaluators are those of a campaign, with so many threads: passes of a step that run at
/// once, and evaluators that take groups of subnets.
/// </summary>
internal sealed class OurServant : IServant
{
    public string Name => "ours";

    /// <param name="arguments">The workload's folder, the campaign's name, threads.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        TorchSetup.Start();
        using var ours = new Ours(new Workload(arguments[1], paired: true), WorkloadFolder.Trained(arguments[0]), int.Parse(arguments[2], CultureInfo.InvariantCulture));
        ours.Serve(input, output);
    }

    private sealed class Ours(Workload workload, string trained, int threads) : Contestant
    {
        private readonly SandwichTrainer _trainer = new(workload.Spec, workload.Space, workload.Identity, workload.Images.Training,
            new TrainingExecution(threads));
        private readonly EvaluatorTeam _evaluators = new(workload.Spec, trained, threads);

        protected override IEnumerable<IReadOnlyList<double>> Train(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                var outcome = _trainer.Step();
                yield return [outcome.LargestLoss, outcome.SmallestLoss, .. outcome.RandomLosses];
            }
        }

        protected override IEnumerable<(int Wrong, double Loss)> Evaluate(int begin, int end) =>
            _evaluators.Evaluate([.. workload.Evaluated.Take(begin..end)], workload.Validation)
                .Select(result => (result.Error.Incorrect, (double)result.MeanLoss));

        protected override IEnumerable<double> Gradient(string file)
        {
            var spec = workload.Spec;
            var passes = new SandwichPlan(spec.Seed, workload.Space, workload.Identity.Index, spec.Training.RandomSubnets).At(0)
                .Select(subnet => new SandwichPass(subnet)).ToList();
            var indices = BatchOrder.Indices(spec.Seed, workload.Identity.Index, 0, spec.Training.BatchSize, workload.Images.Training.Count);
            using var batch = ImageTensors.Create(workload.Images.Training, indices, spec.Network, spec.Data, torch.CPU);
            return GradientFile.Write(file, _trainer.Supernet, batch, passes, spec.Training.LabelSmoothing).Select(loss => (double)loss);
        }

        public override void Dispose()
        {
            _trainer.Dispose();
            _evaluators.Dispose();
        }
    }
}
