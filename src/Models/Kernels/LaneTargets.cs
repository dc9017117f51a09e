namespace S3Actors.Models.Kernels;

/// <summary>What the scores of some images are compared with.</summary>
/// <param name="labels">One class an image.</param>
/// <param name="others">Classes of the images that these were mixed with; empty where nothing was mixed.</param>
/// <param name="ownShare">Weight of the own label, in [0, 1].</param>
/// <param name="smoothing">Label smoothing, in [0, 1).</param>
internal readonly unsafe ref struct LaneTargets(ReadOnlySpan<long> labels, ReadOnlySpan<long> others, double ownShare, double smoothing)
{
    private readonly ReadOnlySpan<long> _labels = labels, _others = others;

    /// <summary>Writes [classes, lanes] probabilities; 0 in lanes without an image.</summary>
    /// <param name="first">Image of the first lane.</param>
    /// <param name="count">Images.</param>
    /// <exception cref="ArgumentException">A label is no class.</exception>
    public void Fill(float* targets, int first, int count, int classes, int lanes)
    {
        for (var c = 0; c < classes; c++)
            for (var lane = 0; lane < lanes; lane++) targets[c * lanes + lane] = lane < count ? (float)(smoothing / classes) : 0;
        for (var lane = 0; lane < count; lane++)
        {
            var share = _others.IsEmpty ? 1 : ownShare;
            Add(targets + lane, _labels[first + lane], share, classes, lanes);
            if (!_others.IsEmpty) Add(targets + lane, _others[first + lane], 1 - share, classes, lanes);
        }
    }

    private void Add(float* targets, long label, double share, int classes, int lanes)
    {
        if (label < 0 || label >= classes) throw new ArgumentException($"The label {label} is none of {classes} classes.");
        targets[label * lanes] += (float)(share * (1 - smoothing));
    }
}
