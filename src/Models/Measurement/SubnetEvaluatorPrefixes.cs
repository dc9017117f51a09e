using S3Actors.Messages.Space;

namespace S3Actors.Models.Measurement;

/// <summary>One step of a subnet's forward pass: entering a stage (<paramref name="Block"/> null) or one block.</summary>
/// <param name="Stage">Counted from 1.</param>
/// <param name="EmbedDim">Channels after the step.</param>
/// <param name="Index">The block within its stage, counted from 0; when entering a stage, the channels before it.</param>
internal readonly record struct PrefixStep(int Stage, int EmbedDim, int Index, BlockArchitecture? Block);

/// <summary>A node of the tree of forward passes: architectures that begin with the same steps share the nodes of these steps.</summary>
internal sealed class PrefixNode(PrefixStep step)
{
    private readonly List<PrefixNode> _children = [];
    private readonly Dictionary<PrefixStep, PrefixNode> _byStep = [];
    private readonly List<int> _architectures = [];

    /// <summary>The step that leads here.</summary>
    public PrefixStep Step { get; } = step;

    public IReadOnlyList<PrefixNode> Children => _children;

    /// <summary>Indices of the architectures whose pass ends here.</summary>
    public IReadOnlyList<int> Architectures => _architectures;

    /// <summary>Nodes below and including this one: steps that are computed.</summary>
    public int Count => 1 + _children.Sum(child => child.Count);

    /// <summary>The tree of a set of architectures; the root stands for no step.</summary>
    public static PrefixNode TreeOf(IReadOnlyList<Architecture> architectures)
    {
        var root = new PrefixNode(default);
        for (var i = 0; i < architectures.Count; i++)
        {
            var node = root;
            foreach (var step in StepsOf(architectures[i])) node = node.Child(step);
            node._architectures.Add(i);
        }
        return root;
    }

    /// <summary>The steps of a forward pass, the classifier left out.</summary>
    public static IEnumerable<PrefixStep> StepsOf(Architecture architecture)
    {
        var before = 0;
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var stage = architecture.Stages[s];
            yield return new PrefixStep(s + 1, stage.EmbedDim, before, null);
            for (var b = 0; b < stage.Blocks.Count; b++) yield return new PrefixStep(s + 1, stage.EmbedDim, b, stage.Blocks[b]);
            before = stage.EmbedDim;
        }
    }

    private PrefixNode Child(PrefixStep step)
    {
        if (_byStep.TryGetValue(step, out var child)) return child;
        child = new PrefixNode(step);
        _byStep.Add(step, child);
        _children.Add(child);
        return child;
    }
}
