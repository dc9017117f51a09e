using MessagePack;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;

namespace S3Actors.Messages.Cluster;

/// <summary>What the bits of a node's results depend on.</summary>
/// <param name="ProductVersion">Version of the program with its revision.</param>
/// <param name="TorchVersion">Version of libtorch.</param>
/// <param name="Vectors">The vectors that the processor's kernels compute with: <c>avx-512</c>, <c>avx2</c> or <c>none</c>.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Gpu">The GPU's name where the node computes on one; null for the processor.</param>
[MessagePackObject]
public sealed record NodeIdentity(
    [property: Key(0)] string ProductVersion,
    [property: Key(1)] string TorchVersion,
    [property: Key(2)] string Vectors,
    [property: Key(3)] string Processor,
    [property: Key(4)] string? Gpu)
{
    /// <summary><see cref="Vectors"/> of a processor for which there are no kernels.</summary>
    public const string NoVectors = "none";
}

/// <summary>
/// A worker offers itself; said again and again until it is answered by <see cref="WorkerWelcome"/> or <see cref="WorkerRefused"/>.
/// </summary>
/// <param name="Node">What it is.</param>
/// <param name="Evaluators">Evaluators that it has.</param>
/// <param name="Trains">Whether it trains supernets.</param>
[MessagePackObject]
public sealed record WorkerHello(
    [property: Key(0)] NodeIdentity Node, [property: Key(1)] int Evaluators, [property: Key(2)] bool Trains = false) : IWireMessage
{
    /// <summary>What it does, in words.</summary>
    [IgnoreMember]
    public string Offer => (Evaluators > 0 ? FormattableString.Invariant($"with {Evaluators} evaluator(s)") : "")
        + (!Trains ? "" : Evaluators > 0 ? ", and trains" : "as a trainer");
}

/// <summary>The campaign does not take the worker.</summary>
/// <param name="Reason">One line.</param>
[MessagePackObject]
public sealed record WorkerRefused([property: Key(0)] string Reason) : IWireMessage;

/// <summary>The campaign would take the worker. Answered by <see cref="WorkerReady"/>, or <see cref="WorkerUnfit"/>.</summary>
/// <param name="Spec">What the campaign computes.</param>
/// <param name="DatasetDigest">SHA-256 of its images and labels, lower-case hex.</param>
/// <param name="Images">Where they stand on the coordinator's machine.</param>
/// <param name="CheckpointFolder">Where checkpoints stand on the coordinator's machine.</param>
[MessagePackObject]
public sealed record WorkerWelcome(
    [property: Key(0)] CampaignSpec Spec,
    [property: Key(1)] string DatasetDigest,
    [property: Key(2)] DataFiles Images,
    [property: Key(3)] string CheckpointFolder) : IWireMessage;

/// <summary>The worker has read its images. Answered by <see cref="WorkerAdmitted"/> or <see cref="WorkerRefused"/>.</summary>
/// <param name="DatasetDigest">Of the worker's images.</param>
[MessagePackObject]
public sealed record WorkerReady([property: Key(0)] string DatasetDigest) : IWireMessage;

/// <summary>The worker cannot take part.</summary>
/// <param name="Reason">One line.</param>
[MessagePackObject]
public sealed record WorkerUnfit([property: Key(0)] string Reason) : IWireMessage;

/// <summary>The worker takes part from now on.</summary>
[MessagePackObject]
public sealed record WorkerAdmitted : IWireMessage;

/// <summary>The sender sends groups for one of the worker's evaluators.</summary>
[MessagePackObject]
public sealed record EvaluatorTaken : IWireMessage;

/// <summary>The worker finishes what it has and takes nothing more.</summary>
[MessagePackObject]
public sealed record WorkerDraining : IWireMessage;

/// <summary>
/// The sender needs a checkpoint. Answered by a reference to a stream of its bytes (Akka.Streams' StreamRefs), or by
/// <see cref="CheckpointRefused"/>.
/// </summary>
/// <param name="File">Its name within the campaign's folder of checkpoints.</param>
[MessagePackObject]
public sealed record CheckpointWanted([property: Key(0)] string File) : IWireMessage;

/// <summary>The checkpoint is not sent.</summary>
/// <param name="Reason">One line.</param>
[MessagePackObject]
public sealed record CheckpointRefused([property: Key(0)] string Reason) : IWireMessage;

/// <summary>The coordinator's session is over.</summary>
/// <param name="Outcome">How it ended, in a word.</param>
[MessagePackObject]
public sealed record SessionOver([property: Key(0)] string Outcome) : IWireMessage;
