namespace S3Actors.Models.Kernels;

/// <summary>
/// Memory for what a block computes, in vectors: of all its tokens where a backward pass will read it, else of those that pass at once,
/// written over again and again. A token's channels lie side by side; tokens are an odd number of vectors apart, so that those at equal
/// channels do not share a set of the cache.
/// </summary>
internal sealed unsafe class BlockActivations
{
    /// <summary>Tokens that pass through the MLP at once.</summary>
    public const int Tile = 4;

    private readonly nint _normal1, _deviation1, _qkv, _weights, _shares, _mixed, _normal2, _deviation2, _hidden, _slope;

    /// <param name="lanes">Images of a vector.</param>
    /// <param name="keep">Whether a backward pass will read it.</param>
    public BlockActivations(BlockWeights block, LaneMemory memory, int lanes, bool keep)
    {
        var sizes = block.Sizes;
        Keeps = keep;
        int tokens = sizes.Resolution * sizes.Resolution, places = keep ? tokens : block.Groups.LargestRun, mlpTokens = keep ? tokens : Tile;
        ChannelStep = Pitch(sizes.Channels) * lanes;
        QkvStep = Pitch(3 * sizes.AttentionWidth) * lanes;
        MixedStep = Pitch(sizes.AttentionWidth) * lanes;
        HiddenStep = Pitch(sizes.Hidden) * lanes;
        _normal1 = (nint)memory.Take(places * ChannelStep);
        _deviation1 = (nint)memory.Take(places * lanes);
        _qkv = (nint)memory.Take(places * QkvStep);
        _weights = (nint)memory.Take((keep ? block.Groups.PairVectors * sizes.Heads : 4 * Pitch(block.Groups.LargestGroup)) * lanes);
        _shares = (nint)memory.Take((nint)places * sizes.Heads * lanes);
        _mixed = (nint)memory.Take(places * MixedStep);
        _normal2 = (nint)memory.Take(mlpTokens * ChannelStep);
        _deviation2 = (nint)memory.Take(mlpTokens * lanes);
        _hidden = (nint)memory.Take(mlpTokens * HiddenStep);
        _slope = keep ? (nint)memory.Take(mlpTokens * HiddenStep) : 0;
    }

    /// <summary>Whether everything is kept, each token at its own place.</summary>
    public bool Keeps { get; }

    /// <summary>Floats from a token of h channels to the next.</summary>
    public nint ChannelStep { get; }

    /// <summary>The same of queries, keys and values.</summary>
    public nint QkvStep { get; }

    /// <summary>The same of what attention gives.</summary>
    public nint MixedStep { get; }

    /// <summary>The same of the MLP's hidden layer.</summary>
    public nint HiddenStep { get; }

    /// <summary>[place, h]: tokens normalised before attention.</summary>
    public float* AttentionNormal => (float*)_normal1;

    /// <summary>[place]: 1 / deviation.</summary>
    public float* AttentionDeviation => (float*)_deviation1;

    /// <summary>[place, 3 n d].</summary>
    public float* Qkv => (float*)_qkv;

    /// <summary>For each group [n, query, key]: exponentials of the scores. Where nothing is kept, of one head and four queries.</summary>
    public float* Weights => (float*)_weights;

    /// <summary>[place, n]: 1 / the sum of a query's exponentials.</summary>
    public float* Shares => (float*)_shares;

    /// <summary>[place, n d].</summary>
    public float* Mixed => (float*)_mixed;

    /// <summary>[token, h]: tokens normalised before the MLP.</summary>
    public float* MlpNormal => (float*)_normal2;

    /// <summary>[token]: 1 / deviation.</summary>
    public float* MlpDeviation => (float*)_deviation2;

    /// <summary>[token, hidden]: GELU's results.</summary>
    public float* Hidden => (float*)_hidden;

    /// <summary>[token, hidden]: GELU's slopes; only where they are kept.</summary>
    public float* Slope => (float*)_slope;

    /// <summary>Distance between two tokens of the given number of channels, in vectors.</summary>
    public static nint Pitch(int channels) => channels | 1;
}
