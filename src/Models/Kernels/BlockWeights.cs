using S3Actors.Models.Network;

namespace S3Actors.Models.Kernels;

/// <summary>A block of a subnet as the kernels read it: its sizes, which tokens attend to which, its weights.</summary>
internal sealed unsafe class BlockWeights
{
    private const float Log2OfE = 1.44269504f;

    private readonly nint _table;

    /// <summary>Lays the block's weights out, in memory of the caller's.</summary>
    /// <param name="withTransposed">Whether the gradient will be asked for.</param>
    public BlockWeights(BlockParameters block, BlockSizes sizes, FlatPointers weights, LaneMemory memory, bool withTransposed)
    {
        Sizes = sizes;
        Groups = AttentionGroups.Of(sizes.Resolution, sizes.Windows);
        QkvSlice = LinearSlice.Qkv(block, sizes);
        OutputSlice = LinearSlice.Output(block, sizes);
        ExpandSlice = LinearSlice.Expand(block, sizes);
        ContractSlice = LinearSlice.Contract(block, sizes);
        Qkv = LinearWeights.Of(QkvSlice, weights, memory, withTransposed);
        Output = LinearWeights.Of(OutputSlice, weights, memory, withTransposed);
        Expand = LinearWeights.Of(ExpandSlice, weights, memory, withTransposed);
        Contract = LinearWeights.Of(ContractSlice, weights, memory, withTransposed);
        TableSlice = new TableSlice(block.BiasTable, block.TableWindow, sizes.Windows.Side, sizes.Heads);
        var table = memory.Take((nint)sizes.Heads * TableSlice.Rows);
        _table = (nint)table;
        var shared = weights.Of(block.BiasTable);
        for (var head = 0; head < sizes.Heads; head++)
            for (var row = 0; row < TableSlice.Rows; row++) table[head * TableSlice.Rows + row] = Log2OfE * shared[TableSlice.Offset(row, head)];
    }

    public BlockSizes Sizes { get; }

    public AttentionGroups Groups { get; }

    public LinearSlice QkvSlice { get; }

    public LinearSlice OutputSlice { get; }

    public LinearSlice ExpandSlice { get; }

    public LinearSlice ContractSlice { get; }

    public TableSlice TableSlice { get; }

    public LinearWeights Qkv { get; }

    public LinearWeights Output { get; }

    public LinearWeights Expand { get; }

    public LinearWeights Contract { get; }

    /// <summary>[heads, rows]: what is added to scores, which are exponents of two.</summary>
    public float* Table => (float*)_table;
}

/// <summary>The part of a shared bias table that a block uses: the offsets of its window, which are the centre, and its heads.</summary>
/// <param name="TableWindow">Window of the shared table.</param>
/// <param name="Window">Window of the block.</param>
internal sealed record TableSlice(ParameterSpec Table, int TableWindow, int Window, int Heads)
{
    private int Side => 2 * Window - 1;

    /// <summary>Offsets within the window.</summary>
    public int Rows => Side * Side;

    /// <summary>Where the bias of an offset for a head lies, from the table's first element on.</summary>
    public nint Offset(int row, int head)
    {
        var margin = TableWindow - Window;
        return (nint)(((row / Side + margin) * (2 * TableWindow - 1) + row % Side + margin) * Table.Shape[1] + head);
    }
}
