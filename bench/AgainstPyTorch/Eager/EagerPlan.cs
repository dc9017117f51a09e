using System.Text.Json;

namespace S3Actors.Bench.AgainstPyTorch.Eager;

/// <summary>plan.json of a workload's folder: what is trained and evaluated, in which order.</summary>
/// <param name="Parameters">Names of the weights that are trained.</param>
/// <param name="Decaying">Those of them that weight decay acts on.</param>
internal sealed record EagerPlan(
    EagerSkeleton Skeleton, EagerTraining Training, string[] Parameters, string[] Decaying, EagerStep[] Steps, EagerSubnet[] Evaluated, int EvaluationBatchSize)
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static EagerPlan Read(string file) => JsonSerializer.Deserialize<EagerPlan>(File.ReadAllText(file), Names)!;
}

internal sealed record EagerSkeleton(int ImageSize, int PatchSize);

internal sealed record EagerTraining(double[] Betas, double Epsilon, double WeightDecay, double LabelSmoothing, double DropPath, double GradientClipNorm);

internal sealed record EagerStep(double LearningRate, EagerSubnet[] Subnets);

internal sealed record EagerSubnet(EagerStage[] Stages);

internal sealed record EagerStage(int EmbedDim, EagerBlock[] Blocks);

internal sealed record EagerBlock(int Window, int Heads, int HeadDim, int Hidden);
