using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using S3Actors.Actors.Cluster;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Cluster;

public sealed class WireTests : ClusterSpec
{
    private static IReadOnlyList<IWireMessage> Examples { get; } =
    [
        new WorkerHello(Node, 2), new WorkerRefused("other images"), Terms().Welcome, new WorkerReady("ab"), new WorkerUnfit("no images"),
        new WorkerAdmitted(),
        new WorkerDraining(), new EvaluatorTaken(), new EvaluationGroup(3, Samples.Supernet, Samples.Set, Samples.Architectures(2)),
        new GroupEvaluated(3, [.. Samples.Architectures(2).Select(architecture => Samples.Result(architecture))]),
        new GroupBroke(3, "no memory"),
        new ReleaseWeights(), new CheckpointWanted("final-step3.safetensors"), new CheckpointRefused("there is no such file"),
        new BeginTraining(2, "iteration-1", 1, Samples.Space, 20, Samples.Architectures(1)[0], Samples.Spec.Training),
        new InheritWeights(2, Samples.Supernet), new ResumeTraining(2, "iteration-1-step7.safetensors", "ab"), new TakeStep(2, 0.5),
        new SaveTraining(2, ".iteration-1-step7.safetensors.arriving", new Dictionary<string, string> { ["note.interval"] = "7 0" }),
        new EndTraining(2), new TrainingAt(2, 7, new Dictionary<string, string>()),
        new StepTaken(2, 7, 0.1, double.Epsilon, [1.5, 2.5], 1e-300, 1e-3), new StepDiverged(2, 7, "the loss is NaN"),
        new TrainingSaved(2, "ab", 1L << 33, true), new TrainingBroke(2, "no memory"),
        new SessionOver("completed"),
    ];

    [Fact]
    public void Every_message_between_nodes_is_read_as_it_was_written()
    {
        Assert.Equal(WireNames.All.Select(row => row.Type), Examples.Select(example => example.GetType()));
        foreach (var example in Examples)
        {
            var serializer = Assert.IsType<WireSerializer>(Sys.Serialization.FindSerializerFor(example));
            var read = serializer.FromBinary(serializer.ToBinary(example), serializer.Manifest(example));
            Assert.Equal(ArbitraryEvents.Text(example), ArbitraryEvents.Text(read));
        }
    }

    [Fact]
    public void What_is_no_message_between_nodes_is_refused_whatever_serializer_a_peer_names()
    {
        var bytes = Sys.Serialization.FindSerializerFor(Examples[0]).ToBinary(Examples[0]);
        Assert.Contains("no message between nodes", Refused(() => Sys.Serialization.Deserialize(bytes, 5302, "system-exec")),
            StringComparison.Ordinal);
        Assert.Contains("damaged", Refused(() => Sys.Serialization.Deserialize([0xC1], 5302, "worker-hello")), StringComparison.Ordinal);
        Assert.Contains("lacks", Refused(() => Sys.Serialization.Deserialize([0x92, 0xC0, 0x01], 5302, "worker-hello")),
            StringComparison.Ordinal);
        foreach (var off in new[] { 1, 2, 3 }) // JSON, protocol buffers by type name, actors of the peer's own
            Assert.Contains("which is off", Refused(() => Sys.Serialization.Deserialize(bytes, off, typeof(Uri).AssemblyQualifiedName)),
                StringComparison.Ordinal);
        Refused(() => Sys.Serialization.Deserialize(bytes, -5, "")); // Hyperion
        Assert.Throws<SerializationException>(() => Sys.Serialization.FindSerializerFor(new Uri("http://a")).ToBinary(new Uri("http://a")));
    }

    private static string Refused(Action read) => Assert.Throws<SerializationException>(read).Message;
}
