using System.Diagnostics;
using System.Text;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Trainer;
using S3Actors.Bench.Running;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Pipeline;

/// <summary>Trainings that take no time, with checkpoints written as the real ones are, of their size unless it is said otherwise.</summary>
/// <param name="copies">Copies of the weights that a checkpoint holds: themselves and two moments. 0 for a file that only names its supernet.</param>
internal sealed class InstantTraining(NetworkSkeleton skeleton, int copies = 3) : ISupernetTrainingFactory
{
    /// <summary>Told as each training begins: how many began before.</summary>
    public Action<int> Begins { get; init; } = _ => { };

    private static readonly byte[] Zeros = new byte[1 << 20];
    private int _begun;

    /// <summary>Steps taken, by all trainings together.</summary>
    public int Steps { get; private set; }

    /// <summary>The checkpoints written, and what writing them took: the file, its digest, and the wait for the disk.</summary>
    public (int Files, long Bytes, Elapsed Took) Saved { get; private set; }

    private int Copies { get; } = copies;

    public long ParameterCount(SearchSpace space) => new SupernetLayout(skeleton, space).ParameterCount;

    public ISupernetTraining Create(string supernet, int index, SearchSpace space, int steps)
    {
        Begins(_begun++);
        return new Training(this, supernet, ParameterCount(space));
    }

    /// <summary>The quickstart trains its winner no further.</summary>
    public ISupernetTrainingFactory Alone(Architecture architecture, TrainingSpec training) =>
        throw new NotSupportedException("This campaign trains supernets only.");

    private sealed class Training(InstantTraining all, string supernet, long parameters) : ISupernetTraining
    {
        public int StepsDone { get; private set; }

        public StepOutcome Step(double rateFactor)
        {
            all.Steps++;
            return new StepOutcome(StepsDone++, 1, 1, [1, 1], 1, rateFactor);
        }

        public void Skip() => StepsDone++;

        /// <summary>There are no weights to take over.</summary>
        public void Inherit(string path, TrainedSupernet origin)
        {
        }

        public WrittenFile Save(string path, IReadOnlyDictionary<string, string> metadata)
        {
            var (clock, processor) = (Stopwatch.StartNew(), ProcessorTime.OfThisThread());
            var written = DurableFile.Write(path, stream =>
            {
                stream.Write(Encoding.UTF8.GetBytes(supernet)); // other weights: what was measured with one supernet says nothing of the next
                for (var left = all.Copies * sizeof(float) * parameters; left > 0; left -= Zeros.Length)
                    stream.Write(Zeros.AsSpan(0, (int)Math.Min(left, Zeros.Length)));
            });
            var (files, bytes, took) = all.Saved;
            all.Saved = (files + 1, bytes + written.Bytes,
                new Elapsed(took.Wall + clock.Elapsed.TotalSeconds, took.Processor + ProcessorTime.OfThisThread() - processor));
            return written;
        }

        public IReadOnlyDictionary<string, string> Load(string path, string sha256) => new Dictionary<string, string>();

        public void Dispose()
        {
        }
    }
}

/// <summary>Evaluations that take no time: the error of a subnet falls with its channels, and scatters with its text.</summary>
internal sealed class InstantEvaluation(int testImages) : ISubnetEvaluationFactory
{
    private int _subnets, _groups;
    private long _images;

    /// <summary>Whether, with a supernet's weights, the error rises with the channels instead.</summary>
    public Func<string, bool> Inverted { get; init; } = _ => false;

    /// <summary>Groups evaluated.</summary>
    public int Groups => _groups;

    /// <summary>Images that they were evaluated on, all together.</summary>
    public long Images => _images;

    /// <summary>Subnets evaluated.</summary>
    public int Subnets => _subnets;

    public int TestImages => testImages;

    public ISubnetEvaluation Load(TrainedSupernet supernet) => new Evaluation(this, Inverted(supernet.Name));

    private sealed class Evaluation(InstantEvaluation all, bool inverted) : ISubnetEvaluation
    {
        public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping)
        {
            Interlocked.Increment(ref all._groups);
            Interlocked.Add(ref all._subnets, architectures.Count);
            Interlocked.Add(ref all._images, (long)architectures.Count * set.Images);
            return [.. architectures.Select(architecture => new SubnetResult(architecture, new Top1Error(ErrorsOf(architecture, set.Images), set.Images), 1))];
        }

        public void Dispose()
        {
        }

        private int ErrorsOf(Architecture architecture, int images)
        {
            var wide = images / (6 + architecture.Stages.Sum(stage => stage.EmbedDim) / 16);
            return (inverted ? images / 4 - wide : wide) + architecture.CanonicalText.Sum(letter => letter) % (1 + images / 100);
        }
    }
}
