using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// Windows cut and joined on a GPU. Where gradients are wanted and no window is padded: by views, a roll where they are shifted, and one copy,
/// since a gather's gradient is an addition by index, in the order in which threads come. Else by one gather, or one copy.
/// </summary>
internal static class WindowViews
{
    /// <summary>[B * L, h] -> [B * nW * N, h].</summary>
    public static Tensor Cut(Tensor tokens, BlockSizes sizes, WindowTensors windows, long images)
    {
        if (windows.TokenOf is null) return tokens;
        if (!ByViews(sizes)) return tokens.view(images, -1, sizes.Channels).index_select(1, windows.TokenOf).view(-1, sizes.Channels);
        var (side, across) = (sizes.Windows.Side, sizes.Windows.WindowsPerSide);
        return Rolled(tokens.view(images, sizes.Resolution, sizes.Resolution, sizes.Channels), -sizes.Windows.Shift)
            .view(images, across, side, across, side, sizes.Channels).permute(0, 1, 3, 2, 4, 5).reshape(-1, sizes.Channels);
    }

    /// <summary>[B * nW * N, h] -> [B * L, h].</summary>
    public static Tensor Join(Tensor places, BlockSizes sizes, WindowTensors windows, long images)
    {
        if (windows.PlaceOf is null) return places;
        if (!ByViews(sizes)) return places.view(images, -1, sizes.Channels).index_select(1, windows.PlaceOf).view(-1, sizes.Channels);
        var (side, across) = (sizes.Windows.Side, sizes.Windows.WindowsPerSide);
        var map = places.view(images, across, across, side, side, sizes.Channels).permute(0, 1, 3, 2, 4, 5)
            .reshape(images, sizes.Resolution, sizes.Resolution, sizes.Channels);
        return Rolled(map, sizes.Windows.Shift).view(-1, sizes.Channels);
    }

    private static bool ByViews(BlockSizes sizes) =>
        sizes.Windows.PaddedResolution == sizes.Resolution && (sizes.Windows.Shift == 0 || is_grad_enabled() && !is_inference_mode_enabled());

    private static Tensor Rolled(Tensor map, int by) => by == 0 ? map : map.roll([by, by], [1, 2]);
}
