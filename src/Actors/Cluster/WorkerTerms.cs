using S3Actors.Messages.Campaign;
using S3Actors.Messages.Cluster;

namespace S3Actors.Actors.Cluster;

/// <summary>On what terms a campaign takes workers.</summary>
/// <param name="Own">What the coordinator's own results depend on.</param>
/// <param name="Welcome">What workers are told.</param>
/// <param name="AllowMixed">Whether workers are taken whose results may have other bits.</param>
/// <param name="Patience">How long a worker may take for a group, at least, before another evaluator gets it too.</param>
public sealed record WorkerTerms(NodeIdentity Own, WorkerWelcome Welcome, bool AllowMixed, TimeSpan Patience)
{
    /// <summary>Why a worker's results may differ from the coordinator's, a line each; none where they are the same bits.</summary>
    public IReadOnlyList<string> Differences(NodeIdentity worker)
    {
        List<string> differences = [];
        Compare("s3actors", Own.ProductVersion, worker.ProductVersion);
        Compare("libtorch", Own.TorchVersion, worker.TorchVersion);
        Compare("what computes", Arithmetic(Own, Welcome.Spec.Training.Precision), Arithmetic(worker, Welcome.Spec.Training.Precision));
        return differences;

        void Compare(string what, string here, string there)
        {
            if (here != there) differences.Add($"{what}: {there} there, {here} here");
        }
    }

    /// <summary>
    /// What decides the bits of a float32 evaluation: a GPU; or the product's kernels, which depend on the width of the vectors alone; or
    /// libtorch's, which choose by the processor.
    /// </summary>
    private static string Arithmetic(NodeIdentity node, ReducedPrecision? precision) =>
        node.Gpu ?? (precision is null && node.Vectors != NodeIdentity.NoVectors
            ? $"kernels with {node.Vectors}"
            : $"libtorch on {node.Processor}");
}
