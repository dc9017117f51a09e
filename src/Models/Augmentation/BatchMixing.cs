using S3Actors.Messages.Campaign;
using S3Actors.Models.Data.Scaling;
using S3Actors.Models.Native;
using S3Actors.Models.Randomness;
using static TorchSharp.torch;

namespace S3Actors.Models.Augmentation;

/// <summary>
/// How one batch is mixed with itself in reverse order: by mixup (Zhang, Cisse, Dauphin, Lopez-Paz, "mixup: beyond empirical risk
/// minimization", 2018: images and labels are blended) or by cutmix (Yun et al., "CutMix", 2019: a rectangle comes from the other image,
/// and labels count by area). One draw serves the whole batch.
/// </summary>
/// <param name="OwnShare">Weight of an image's own label: lambda.</param>
/// <param name="Cut">What comes from the other image in cutmix; null for mixup.</param>
public sealed record BatchMixing(double OwnShare, PixelBox? Cut)
{
    /// <summary>Draws how a batch is mixed; null where it is not.</summary>
    /// <param name="side">Of the square images, pixels.</param>
    /// <param name="random">The step's stream.</param>
    public static BatchMixing? Draw(MixingSpec spec, int side, CounterRandom random)
    {
        var isMixed = random.NextDouble() < spec.Probability;
        var cutmixDrawn = random.NextDouble() < spec.CutmixShare;
        if (!isMixed || spec is { MixupAlpha: <= 0, CutmixAlpha: <= 0 }) return null;
        var isCutmix = spec.CutmixAlpha > 0 && (cutmixDrawn || spec.MixupAlpha <= 0);
        var share = BetaDistribution.DrawSymmetric(isCutmix ? spec.CutmixAlpha : spec.MixupAlpha, random);
        if (!isCutmix) return new BatchMixing(share, null);
        var box = CutBox(share, side, random);
        return new BatchMixing(1 - (double)box.Area / ((double)side * side), box);
    }

    /// <summary>
    /// The rectangle of cutmix: sides sqrt(1 - lambda) of the image's around a uniform middle, cut off at the image's edges. Its area,
    /// not lambda, then says how much labels count.
    /// </summary>
    private static PixelBox CutBox(double share, int side, CounterRandom random)
    {
        var length = (int)(side * Math.Sqrt(1 - share));
        var (middleY, middleX) = (random.NextInt32(side), random.NextInt32(side));
        var (top, left) = (Math.Max(0, middleY - length / 2), Math.Max(0, middleX - length / 2));
        var (bottom, right) = (Math.Min(side, middleY + length / 2), Math.Min(side, middleX + length / 2));
        return new PixelBox(left, top, right - left, bottom - top);
    }

    /// <summary>Mixes a batch in place; every image with the one as far from the other end.</summary>
    /// <param name="values">B * C * side * side numbers.</param>
    /// <param name="images">B.</param>
    public void Apply(Span<float> values, int images, int side)
    {
        var length = values.Length / images;
        for (var i = 0; i < images / 2; i++)
        {
            Span<float> one = values.Slice(i * length, length), other = values.Slice((images - 1 - i) * length, length);
            if (Cut is { } box) Exchange(one, other, box, side);
            else Blend(one, other, (float)OwnShare);
        }
    }

    /// <summary>The same on a device, to the same bits.</summary>
    /// <param name="images">[B, C, side, side], changed in place.</param>
    public void Apply(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (count, half) = (images.shape[0], images.shape[0] / 2);
        if (half == 0 || Cut is { Area: 0 }) return;
        var part = Cut is { } box ? images.narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width) : images;
        Tensor front = part.narrow(0, 0, half), back = part.narrow(0, count - half, half), reversed = back.flip(0);
        if (Cut is not null)
        {
            back.copy_(front.flip(0));
            front.copy_(reversed);
            return;
        }
        float share = (float)OwnShare, rest = 1 - share;
        var mixed = reversed.Times(share).Plus(front.Times(rest));
        front.copy_(front.Times(share).Plus(reversed.Times(rest)));
        back.copy_(mixed.flip(0));
    }

    private static void Exchange(Span<float> one, Span<float> other, PixelBox box, int side)
    {
        for (var plane = 0; plane < one.Length; plane += side * side)
            for (var y = box.Top; y < box.Top + box.Height; y++)
            {
                Span<float> a = one.Slice(plane + y * side + box.Left, box.Width), b = other.Slice(plane + y * side + box.Left, box.Width);
                for (var x = 0; x < a.Length; x++) (a[x], b[x]) = (b[x], a[x]);
            }
    }

    private static void Blend(Span<float> one, Span<float> other, float share)
    {
        for (var i = 0; i < one.Length; i++)
            (one[i], other[i]) = (share * one[i] + (1 - share) * other[i], share * other[i] + (1 - share) * one[i]);
    }
}
