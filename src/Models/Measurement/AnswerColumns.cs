using S3Actors.Messages.Evaluation;

namespace S3Actors.Models.Measurement;

/// <summary>How an evaluation sums right answers apart: by block of images, or each image by itself.</summary>
/// <param name="Images">Images that are evaluated.</param>
/// <param name="ByImage">Whether each image has a column of its own.</param>
internal readonly record struct AnswerColumns(int Images, bool ByImage)
{
    /// <summary>Columns.</summary>
    public int Count => ByImage ? Images : ImageBlocks.Count(Images);

    /// <summary>The column of an image, both counted from 0.</summary>
    public int Of(int image) => ByImage ? image : ImageBlocks.Of(Images, image);

    /// <summary>Images of a column.</summary>
    public int Size(int column) => ByImage ? 1 : ImageBlocks.Size(Images, column);
}
