using System.Security.Cryptography;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Data;
using S3Actors.Models.Kernels;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using S3Actors.Tests.Models.Training;
using static S3Actors.Tests.Models.Training.TrainingSamples;

namespace S3Actors.Tests.Models.Measurement;

/// <summary>Images that the processor's kernels keep from one evaluation to the next.</summary>
public sealed class EvaluatedLanesTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly string _checkpoint;
    private readonly CountedReads _images = new(Quadrants);

    public EvaluatedLanesTests()
    {
        using var trainer = Trainer();
        trainer.Step();
        _checkpoint = trainer.SaveCheckpoint(_folder["checkpoint"]).Path;
    }

    [Fact]
    public void Images_are_prepared_once_for_all_subnets_that_are_judged_by_them()
    {
        using var evaluator = Evaluator();
        var first = Evaluate(evaluator, 0, 40, 13);
        var reads = _images.Reads;
        Assert.Equal(40, reads);
        Assert.Equal(first, Evaluate(evaluator, 0, 40, 13));
        Assert.Equal(reads, _images.Reads);
    }

    /// <summary>Other images, fewer, more, or in other batches, between evaluations of the same ones.</summary>
    [Fact]
    public void Kept_images_are_never_taken_for_others()
    {
        using var evaluator = Evaluator();
        (int Start, int Count, int BatchSize)[] evaluations = [(0, 40, 13), (40, 40, 13), (0, 40, 40), (0, 17, 13), (0, 40, 13), (0, 40, 13)];
        foreach (var (start, count, batchSize) in evaluations)
        {
            using var fresh = Evaluator();
            Assert.Equal(Evaluate(fresh, start, count, batchSize), Evaluate(evaluator, start, count, batchSize));
        }
    }

    [Fact]
    public void An_evaluation_that_was_broken_off_leaves_nothing_behind()
    {
        using var evaluator = Evaluator();
        var expected = Evaluate(evaluator, 0, 40, 20);
        Assert.Throws<OperationCanceledException>(() => Evaluate(evaluator, 40, 40, 20, new CancellationToken(canceled: true)));
        Assert.Equal(expected, Evaluate(evaluator, 0, 40, 20));
    }

    public void Dispose() => _folder.Dispose();

    private SubnetEvaluator Evaluator() => new(Skeleton, SmallSpace, _checkpoint, new EvaluationExecution { Vectors = ProcessorVectors.Bits256 });

    private IReadOnlyList<SubnetResult> Evaluate(SubnetEvaluator evaluator, int start, int count, int batchSize, CancellationToken cancellation = default) =>
        evaluator.Evaluate([SpaceArithmetic.Largest(SmallSpace), SpaceArithmetic.Smallest(SmallSpace)],
            new ImageSubset(_images, start, count), count, batchSize, Normalisation, cancellation);

    private sealed class CountedReads(IImageSource images) : IImageSource
    {
        private int _reads;

        public int Reads => _reads;

        public int Count => images.Count;

        public int Channels => images.Channels;

        public int ClassCount => images.ClassCount;

        public IReadOnlyList<string> ClassNames => images.ClassNames;

        public (int Height, int Width)? CommonSize => images.CommonSize;

        public bool IsInMemory => images.IsInMemory;

        public string Name(int index) => images.Name(index);

        public int Label(int index) => images.Label(index);

        public (int Width, int Height)? StoredSize(int index) => images.StoredSize(index);

        public long Length(int index) => images.Length(index);

        public byte[] Digest(int index) => images.Digest(index);

        public void Read(int index, ImageBuffer target)
        {
            Interlocked.Increment(ref _reads);
            images.Read(index, target);
        }

        public void AppendIdentity(IncrementalHash hash, EarlierFiles? earlier = null) => images.AppendIdentity(hash, earlier);
    }
}
