namespace S3Actors.Models.Data.Scaling;

/// <summary>A rectangle of whole pixels.</summary>
public readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    /// <summary>Pixels inside.</summary>
    public long Area => (long)Width * Height;
}
