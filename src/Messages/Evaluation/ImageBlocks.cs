namespace S3Actors.Messages.Evaluation;

/// <summary>
/// How the images of an evaluation are cut into blocks: neighbours in their order, as even as can be. Part of the file format, since results
/// hold wrong answers by block.
/// </summary>
public static class ImageBlocks
{
    /// <summary>Number of blocks. An evaluation on fewer images than this has a block for each image.</summary>
    public const int Most = 20;

    /// <summary>Blocks of an evaluation.</summary>
    public static int Count(int images) => Math.Min(images, Most);

    /// <summary>The block of an image, counted from 0.</summary>
    public static int Of(int images, int image) => (int)((long)image * Count(images) / images);

    /// <summary>Images of a block, counted from 0.</summary>
    public static int Size(int images, int block) => First(images, block + 1) - First(images, block);

    /// <summary>The first image of a block: the smallest i with i * blocks / images at least the block's number.</summary>
    private static int First(int images, int block) => (int)(((long)block * images + Count(images) - 1) / Count(images));
}
