using S3Actors.Models.Randomness;

namespace S3Actors.Models.Data;

/// <summary>
/// Which training images a step sees. The steps read one endless row of epochs, each a fresh permutation of all images; a batch may reach
/// over an epoch's end, so every image is seen exactly once an epoch whatever the batch size. The answer is a pure function of
/// (seed, supernet, step); only the epoch in use is remembered. Not safe for use by two threads.
/// </summary>
/// <param name="repeats">Repeated augmentation (Hoffer et al., CVPR 2020): each image comes so many times in a row, and an epoch, as long as ever, reaches that part of the
/// permutation only; 1 for once.</param>
public sealed class BatchOrder(long seed, int supernet, int batchSize, int trainingCount, int repeats = 1)
{
    private readonly int[] _permutation = new int[trainingCount];
    private long _permutationEpoch = -1;

    /// <summary>Indices, within the training subset, of a step's batch.</summary>
    /// <param name="step">Counted from 0.</param>
    public int[] At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var indices = new int[batchSize];
        for (var i = 0; i < batchSize; i++)
        {
            var (epoch, place) = Math.DivRem(step * batchSize + i, trainingCount);
            indices[i] = Permutation(epoch)[place / repeats];
        }
        return indices;
    }

    /// <summary>The epoch, from 0, that a place of a step's batch belongs to.</summary>
    public static long EpochOf(long step, int place, int batchSize, int trainingCount) => (step * batchSize + place) / trainingCount;

    /// <summary>The place within its epoch of a place of a step's batch, from 0.</summary>
    public static long PlaceInEpoch(long step, int place, int batchSize, int trainingCount) => (step * batchSize + place) % trainingCount;

    /// <summary>Epochs that are complete after the given number of steps.</summary>
    public static long EpochsDone(long steps, int batchSize, int trainingCount) => steps * batchSize / trainingCount;

    /// <summary>The same as <see cref="At"/> for a single step; each call costs a permutation of the training images.</summary>
    public static int[] Indices(long seed, int supernet, long step, int batchSize, int trainingCount) =>
        new BatchOrder(seed, supernet, batchSize, trainingCount).At(step);

    private int[] Permutation(long epoch)
    {
        if (epoch == _permutationEpoch) return _permutation;
        for (var i = 0; i < _permutation.Length; i++) _permutation[i] = i;
        new CounterRandom(seed, RandomPurpose.BatchOrder, supernet, epoch).Shuffle<int>(_permutation);
        _permutationEpoch = epoch;
        return _permutation;
    }
}
