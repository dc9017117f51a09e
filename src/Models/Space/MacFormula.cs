using System.Numerics;

namespace S3Actors.Models.Space;

/// <summary>
/// Multiply-accumulates of the network's parts. Each is a sum of products of choices that a draw makes independently, so the same formula
/// gives the cost of one architecture (whole numbers, which throw where they overflow) and, fed with means, the mean over a space.
/// </summary>
/// <remarks>
/// What counts: convolutions, linear layers and both attention products; not normalisation, softmax or elementwise work. Linear layers see
/// the map's real tokens. The attention products see whole windows, so padded tokens count there and only there.
/// </remarks>
internal static class MacFormula
{
    /// <summary>The convolution with kernel = stride = patch: every pixel of every channel meets every output channel once.</summary>
    public static T PatchEmbedding<T>(T pixels, T inputChannels, T embedDim) where T : INumber<T> => checked(pixels * inputChannels * embedDim);

    /// <summary>The linear map of merged neighbours, 4 C to C' channels.</summary>
    /// <param name="tokens">Tokens after the merge.</param>
    public static T Merging<T>(T tokens, T channelsBefore, T channelsAfter) where T : INumber<T> =>
        checked(tokens * T.CreateChecked(4) * channelsBefore * channelsAfter);

    /// <summary>One block: q, k, v and output projections (4 h A a token), both products (2 A a pair), and the MLP (2 h * hidden a token).</summary>
    /// <param name="tokens">Tokens of the stage.</param>
    /// <param name="channelsByWidth">h * A.</param>
    /// <param name="pairsByWidth">Attended pairs * A.</param>
    /// <param name="channelsByHidden">h * MLP hidden width.</param>
    public static T Block<T>(T tokens, T channelsByWidth, T pairsByWidth, T channelsByHidden) where T : INumber<T>
    {
        var two = T.CreateChecked(2);
        return checked(tokens * (two * two * channelsByWidth + two * channelsByHidden) + two * pairsByWidth);
    }

    /// <summary>The linear head on the mean token.</summary>
    public static T Head<T>(T channels, T classes) where T : INumber<T> => checked(channels * classes);
}
