using System.Runtime.CompilerServices;
using S3Actors.Messages.Space;

namespace S3Actors.Models.Kernels;

/// <summary>Images as the kernels read them: [token, value of the patch], each a vector of as many images.</summary>
internal static unsafe class LaneImages
{
    /// <summary>Values of a patch, in the order of the embedding's kernel: channel, row, column.</summary>
    public static int PatchValues(NetworkSkeleton skeleton) => skeleton.InputChannels * skeleton.PatchSize * skeleton.PatchSize;

    /// <summary>Floats of so many images.</summary>
    public static nint Size(NetworkSkeleton skeleton, int lanes) =>
        (nint)skeleton.Resolution(1) * skeleton.Resolution(1) * BlockActivations.Pitch(PatchValues(skeleton)) * lanes;

    /// <summary>Writes some images, and zeros in the lanes that are left.</summary>
    /// <param name="images">[count, C, S, S], dense.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(NetworkSkeleton skeleton, float* images, int count, int lanes, float* patches)
    {
        int side = skeleton.Resolution(1), patch = skeleton.PatchSize, size = skeleton.ImageSize;
        var step = BlockActivations.Pitch(PatchValues(skeleton)) * lanes;
        for (var lane = 0; lane < lanes; lane++)
        {
            var image = images + (nint)lane * skeleton.InputChannels * size * size;
            for (var channel = 0; channel < skeleton.InputChannels; channel++)
                for (var y = 0; y < side * patch; y++)
                {
                    var to = patches + (y / patch) * side * step + ((channel * patch + y % patch) * patch) * lanes + lane;
                    var row = image + ((nint)channel * size + y) * size;
                    for (var token = 0; token < side; token++, to += step)
                        for (var x = 0; x < patch; x++) to[x * lanes] = lane < count ? row[token * patch + x] : 0;
                }
        }
    }
}
