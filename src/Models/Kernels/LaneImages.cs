using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using S3Actors.Messages.Space;

namespace S3Actors.Models.Kernels;

/// <summary>Images as the kernels read them: [token, value of the patch], each a vector of as many images.</summary>
internal static unsafe class LaneImages
{
    /// <summary>Images and pixels that are turned at once.</summary>
    private const int Block = 4;

    /// <summary>Values of a patch, in the order of the embedding's kernel: channel, row, column.</summary>
    public static int PatchValues(NetworkSkeleton skeleton) => skeleton.InputChannels * skeleton.PatchSize * skeleton.PatchSize;

    /// <summary>Floats that the given number of images takes.</summary>
    public static nint Size(NetworkSkeleton skeleton, int lanes) =>
        (nint)skeleton.Resolution(1) * skeleton.Resolution(1) * BlockActivations.Pitch(PatchValues(skeleton)) * lanes;

    /// <summary>Writes some images, and zeros in the lanes that are left.</summary>
    /// <param name="images">[count, C, S, S], dense.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(NetworkSkeleton skeleton, float* images, int count, int lanes, float* patches)
    {
        int patch = skeleton.PatchSize, side = skeleton.Resolution(1), size = skeleton.ImageSize, width = side * patch;
        var step = BlockActivations.Pitch(PatchValues(skeleton)) * lanes;
        var imageSize = (nint)skeleton.InputChannels * size * size;
        for (var channel = 0; channel < skeleton.InputChannels; channel++)
            for (var y = 0; y < width; y++)
            {
                var to = patches + y / patch * side * step + (channel * patch + y % patch) * patch * lanes;
                var row = images + ((nint)channel * size + y) * size;
                for (var lane = 0; lane < lanes; lane += Block)
                {
                    float* a = row + lane * imageSize, b = a + imageSize, c = b + imageSize, d = c + imageSize;
                    var x = 0;
                    if (lane + Block <= count)
                        for (; x + Block <= width; x += Block)
                        {
                            var ab = Sse.UnpackLow(Vector128.Load(a + x), Vector128.Load(b + x));
                            var cd = Sse.UnpackLow(Vector128.Load(c + x), Vector128.Load(d + x));
                            Sse.MoveLowToHigh(ab, cd).Store(to + Place(x, patch, step, lanes) + lane);
                            Sse.MoveHighToLow(cd, ab).Store(to + Place(x + 1, patch, step, lanes) + lane);
                            ab = Sse.UnpackHigh(Vector128.Load(a + x), Vector128.Load(b + x));
                            cd = Sse.UnpackHigh(Vector128.Load(c + x), Vector128.Load(d + x));
                            Sse.MoveLowToHigh(ab, cd).Store(to + Place(x + 2, patch, step, lanes) + lane);
                            Sse.MoveHighToLow(cd, ab).Store(to + Place(x + 3, patch, step, lanes) + lane);
                        }
                    for (; x < width; x++)
                        for (var i = 0; i < Block; i++)
                            to[Place(x, patch, step, lanes) + lane + i] = lane + i < count ? row[(lane + i) * imageSize + x] : 0;
                }
            }
    }

    /// <summary>Where a pixel of a row lies, from the row's first pixel on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Place(int x, int patch, nint step, int lanes)
    {
        var (token, inside) = Math.DivRem((uint)x, (uint)patch);
        return (nint)token * step + (nint)inside * lanes;
    }
}
