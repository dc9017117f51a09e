using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>
/// Warm start (method: "Space evolution"): a supernet takes over what it shares with one trained before it for another space of the same network. Of
/// each parameter of one name, the elements that a subnet common to both spaces would use: the first along every axis that is sliced, within their
/// groups, and the centre of tables of relative positions. What the other supernet has no weights for keeps its initial values.
/// </summary>
public static class InheritedWeights
{
    /// <summary>Copies the overlap out of a checkpoint. The same file and weights always give the same bits.</summary>
    /// <param name="sha256">Digest the file must have, lower-case hex.</param>
    /// <param name="space">The space of the checkpoint's supernet.</param>
    /// <param name="weights">Initialised; of the same network.</param>
    /// <exception cref="CheckpointDamagedException">The file is missing, damaged, or of another network or space.</exception>
    public static void Take(string path, string sha256, SearchSpace space, FlatWeights weights)
    {
        var source = new SupernetLayout(weights.Layout.Skeleton, space);
        using var content = CheckpointFile.Open(path, sha256, source);
        using var noGrad = no_grad();
        foreach (var (from, to) in source.Parameters.Join(weights.Layout.Parameters, it => it.Name, it => it.Name, (from, to) => (from, to)))
        {
            using var scope = NewDisposeScope();
            var there = tensor(content.Floats(from.Name), dtype: ScalarType.Float32);
            Copy(there.view(AxesOf(from)), weights.View(to).view(AxesOf(to)), centred: to.Role == ParameterRole.BiasTable);
        }
    }

    /// <summary>A parameter's axes as subnets slice them; of a table of relative positions [(2W - 1)^2, heads] both directions apart.</summary>
    private static long[] AxesOf(ParameterSpec parameter)
    {
        if (parameter.Role != ParameterRole.BiasTable) return [.. parameter.SliceShape];
        var side = (long)Math.Round(Math.Sqrt(parameter.Shape[0]));
        return [side, side, parameter.Shape[1]];
    }

    /// <summary>Copies what both have; of the first two axes of a table the middle, of all others the beginning.</summary>
    private static void Copy(Tensor from, Tensor to, bool centred)
    {
        for (var axis = 0; axis < from.dim(); axis++)
        {
            var (size, own) = (from.shape[axis], to.shape[axis]);
            var common = Math.Min(size, own);
            var isCentred = centred && axis < 2;
            from = from.narrow(axis, isCentred ? (size - common) / 2 : 0, common);
            to = to.narrow(axis, isCentred ? (own - common) / 2 : 0, common);
        }
        to.copy_(from);
    }
}
