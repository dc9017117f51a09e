using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// Windows cut and joined by views, a roll where they are shifted, and one copy: for a GPU, on which a gather's gradient is an addition by
/// index, in the order in which threads come and in the gathered type. Serves where no window is padded.
/// </summary>
internal static class WindowViews
{
    /// <summary>Whether the map holds whole windows.</summary>
    public static bool Serve(BlockSizes sizes) => sizes.Windows.PaddedResolution == sizes.Resolution;

    /// <summary>[B * L, h] -> [B * nW * N, h].</summary>
    public static Tensor Cut(Tensor tokens, BlockSizes sizes, long images)
    {
        var (side, across) = (sizes.Windows.Side, sizes.Windows.WindowsPerSide);
        return Rolled(tokens.view(images, sizes.Resolution, sizes.Resolution, sizes.Channels), -sizes.Windows.Shift)
            .view(images, across, side, across, side, sizes.Channels).permute(0, 1, 3, 2, 4, 5).reshape(-1, sizes.Channels);
    }

    /// <summary>[B * nW * N, h] -> [B * L, h].</summary>
    public static Tensor Join(Tensor places, BlockSizes sizes, long images)
    {
        var (side, across) = (sizes.Windows.Side, sizes.Windows.WindowsPerSide);
        var map = places.view(images, across, across, side, side, sizes.Channels).permute(0, 1, 3, 2, 4, 5)
            .reshape(images, sizes.Resolution, sizes.Resolution, sizes.Channels);
        return Rolled(map, sizes.Windows.Shift).view(-1, sizes.Channels);
    }

    private static Tensor Rolled(Tensor map, int by) => by == 0 ? map : map.roll([by, by], [1, 2]);
}
