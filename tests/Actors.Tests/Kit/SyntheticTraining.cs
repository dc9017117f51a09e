using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Space;
using S3Actors.Models.Training;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>Trainings whose weights are one number: as repeatable as the real ones, and done in microseconds.</summary>
internal sealed class SyntheticTrainingFactory : ISupernetTrainingFactory
{
    /// <summary>Every step taken, as <c>supernet/step</c>, how often.</summary>
    public ConcurrentDictionary<string, int> StepsTaken { get; } = new(StringComparer.Ordinal);

    /// <summary>Every warm start, as <c>supernet from origin</c>, how often.</summary>
    public ConcurrentDictionary<string, int> Inherited { get; } = new(StringComparer.Ordinal);

    /// <summary>Called before every step with <c>supernet/step</c>; may throw.</summary>
    public Action<string> BeforeStep { get; set; } = _ => { };

    /// <summary>The same with the factor of the learning rate.</summary>
    public Action<string, double> BeforeStepAtRate { get; set; } = (_, _) => { };

    /// <summary>Whether the training must go on elsewhere.</summary>
    public Func<bool> IsLeaving { get; set; } = () => false;

    /// <summary>Called with the space of every training that begins.</summary>
    public Action<SearchSpace> Creating { get; set; } = _ => { };

    public long ParameterCount(SearchSpace space) => space.Dimensions.Sum(dimension => (long)(100 * dimension.Largest));

    public ISupernetTraining Create(string supernet, int index, SearchSpace space, int steps)
    {
        Creating(space);
        return new Training(this, supernet, new { supernet, index, steps, space = string.Join(';', space.Dimensions) }.ToString()!);
    }

    /// <summary>Alone or not, the weights are one number.</summary>
    public ISupernetTrainingFactory Alone(Architecture architecture, TrainingSpec training) => this;

    private sealed class Training(SyntheticTrainingFactory factory, string supernet, string identity) : ISupernetTraining
    {
        private ulong _weights = Mix(identity);

        public int StepsDone { get; private set; }

        public bool IsLeaving => factory.IsLeaving();

        public void Skip() => StepsDone++;

        public void Inherit(string path, TrainedSupernet origin)
        {
            factory.Inherited.AddOrUpdate($"{supernet} from {origin.Name}", 1, (_, times) => times + 1);
            _weights ^= JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path))!.Weights;
        }

        public StepOutcome Step(double rateFactor)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{supernet}/{StepsDone}");
            factory.BeforeStep(name);
            factory.BeforeStepAtRate(name, rateFactor);
            factory.StepsTaken.AddOrUpdate(name, 1, (_, times) => times + 1);
            _weights = (_weights + (ulong)StepsDone + (ulong)(1 / rateFactor)) * 6364136223846793005UL + 1442695040888963407UL;
            var loss = (_weights >> 11) * (1.0 / (1UL << 53));
            return new StepOutcome(StepsDone++, loss, 2 * loss, [3 * loss, loss], 4 * loss, 1e-3 / StepsDone);
        }

        public WrittenFile Save(string path, IReadOnlyDictionary<string, string> metadata)
        {
            var content = JsonSerializer.SerializeToUtf8Bytes(new Content(_weights, StepsDone, new Dictionary<string, string>(metadata)));
            return DurableFile.Write(path, stream => stream.Write(content));
        }

        public IReadOnlyDictionary<string, string> Load(string path, string sha256)
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path))!;
            (_weights, StepsDone) = (content.Weights, content.Step);
            return content.Metadata;
        }

        public void Dispose()
        {
        }

        private static ulong Mix(string text) => text.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);
    }

    private sealed record Content(ulong Weights, int Step, Dictionary<string, string> Metadata);
}
