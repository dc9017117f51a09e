using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Pipeline;

/// <summary>Trainings that take no time, with checkpoints of the real size, written as the real ones are.</summary>
internal sealed class InstantTraining(NetworkSkeleton skeleton) : ISupernetTrainingFactory
{
    /// <summary>Copies that a checkpoint holds: weights and two moments.</summary>
    private const int Copies = 3;

    /// <summary>Steps taken, by all trainings together.</summary>
    public int Steps { get; private set; }

    public long ParameterCount(SearchSpace space) => new SupernetLayout(skeleton, space).ParameterCount;

    public ISupernetTraining Create(string supernet, int index, SearchSpace space, int steps) => new Training(this, ParameterCount(space));

    /// <summary>The quickstart trains its winner no further.</summary>
    public ISupernetTrainingFactory Alone(Architecture architecture, TrainingSpec training) => throw new NotSupportedException("This campaign trains supernets only.");

    private sealed class Training(InstantTraining all, long parameters) : ISupernetTraining
    {
        public int StepsDone { get; private set; }

        public StepOutcome Step(double rateFactor)
        {
            all.Steps++;
            return new StepOutcome(StepsDone++, 1, 1, [1, 1], 1, rateFactor);
        }

        public void Skip() => StepsDone++;

        public SavedCheckpoint Save(string path, IReadOnlyDictionary<string, string> metadata)
        {
            var written = DurableFile.Write(path, stream => stream.Write(new byte[Copies * sizeof(float) * parameters]));
            return new SavedCheckpoint(written.Path, written.Sha256, written.Bytes);
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
    private int _subnets;

    /// <summary>Subnets evaluated.</summary>
    public int Subnets => _subnets;

    public int TestImages => testImages;

    public ISubnetEvaluation Load(TrainedSupernet supernet) => new Evaluation(this);

    private sealed class Evaluation(InstantEvaluation all) : ISubnetEvaluation
    {
        public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping)
        {
            Interlocked.Add(ref all._subnets, architectures.Count);
            return [.. architectures.Select(architecture => new SubnetResult(architecture, new Top1Error(ErrorsOf(architecture, set.Images), set.Images), 1))];
        }

        public void Dispose()
        {
        }

        private static int ErrorsOf(Architecture architecture, int images) =>
            images / (6 + architecture.Stages[^1].EmbedDim / 16) + architecture.CanonicalText.Sum(letter => letter) % (1 + images / 100);
    }
}
