using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>Evaluations that hash their question: repeatable, and wide enough apart that spaces move.</summary>
internal sealed class SyntheticEvaluationFactory : ISubnetEvaluationFactory
{
    /// <summary>Everything measured, how often.</summary>
    public ConcurrentDictionary<(string Checkpoint, EvaluationSet Set, string Architecture), int> Measured { get; } = new();

    /// <summary>Checkpoints loaded, how often.</summary>
    public ConcurrentDictionary<string, int> Loaded { get; } = new(StringComparer.Ordinal);

    /// <summary>Called before every group with its architectures; may wait or throw.</summary>
    public Action<IReadOnlyList<Architecture>> BeforeGroup { get; set; } = _ => { };

    /// <summary>Called with every result.</summary>
    public Action<string, SubnetResult> Made { get; set; } = (_, _) => { };

    public int TestImages => 50;

    public ISubnetEvaluation Load(TrainedSupernet supernet)
    {
        Loaded.AddOrUpdate(supernet.CheckpointSha256, 1, (_, times) => times + 1);
        return new Evaluation(this, supernet.CheckpointSha256);
    }

    private sealed class Evaluation(SyntheticEvaluationFactory factory, string checkpoint) : ISubnetEvaluation
    {
        public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping)
        {
            factory.BeforeGroup(architectures);
            stopping.ThrowIfCancellationRequested();
            return [.. architectures.Select(architecture =>
            {
                factory.Measured.AddOrUpdate((checkpoint, set, architecture.CanonicalText), 1, (_, times) => times + 1);
                var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{checkpoint} {set.Split} {architecture.CanonicalText}"));
                var result = new SubnetResult(architecture, new Top1Error(hash[0] % (set.Images + 1), set.Images), hash[1] / 64.0);
                factory.Made(checkpoint, result);
                return result;
            })];
        }

        public void Dispose()
        {
        }
    }
}
