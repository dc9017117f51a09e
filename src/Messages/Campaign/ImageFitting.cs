using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>How images of any size become squares of the network's size wherever they are not cropped at random: the shorter side is
/// scaled, the middle is cut out. null where this stands: images are never scaled, but centred on black.</summary>
/// <param name="ShorterSide">Pixels of the shorter side after scaling; at least the network's image size.</param>
/// <param name="Interpolation">Filter of the scaling.</param>
[MessagePackObject]
public sealed record ImageFitting(
    [property: Key(0)] int ShorterSide,
    [property: Key(1)] Interpolation Interpolation);

/// <summary>Filters that scale images; widened where an image shrinks, so that every pixel counts.</summary>
public enum Interpolation
{
    /// <summary>Triangle, two pixels wide.</summary>
    Bilinear = 0,
    /// <summary>Keys's cubic with a = -1/2, four pixels wide.</summary>
    Bicubic = 1,
}
