using Akka.Actor;
using Akka.Streams;
using S3Actors.Messages.Cluster;

namespace S3Actors.Actors.Cluster;

/// <summary>Another node did not send a checkpoint.</summary>
public sealed class CheckpointNotSentException(string reason, Exception? cause = null) : IOException(reason, cause);

/// <summary>Brings a checkpoint from another node, in chunks, each asked for when the one before is written.</summary>
/// <param name="system">The actor system of the node that wants it.</param>
/// <param name="owner">Answers <see cref="CheckpointWanted"/> on the other.</param>
public sealed class CheckpointFetch(ActorSystem system, IActorRef owner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // for the answer, not for the file

    private string Node => WorkersActor.NameOf(owner);

    /// <summary>Writes a checkpoint's bytes into a stream; blocks until all have come.</summary>
    /// <exception cref="CheckpointNotSentException">The other node has it not, or cannot be reached.</exception>
    /// <exception cref="IOException">The bytes cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> is cancelled.</exception>
    public void Into(string name, Stream file, CancellationToken stopping)
    {
        try
        {
            var answer = owner.Ask(new CheckpointWanted(name), Patience, stopping).GetAwaiter().GetResult();
            if (answer is CheckpointRefused refused)
                throw new CheckpointNotSentException($"{Node} does not send {name}: {refused.Reason}");
            if (answer is not ISourceRef<byte[]> chunks)
                throw new CheckpointNotSentException($"{Node} answered no stream for {name}");
            using var materializer = system.Materializer();
            chunks.Source.RunForeach(chunk => file.Write(chunk), materializer).WaitAsync(stopping).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (IOException or OperationCanceledException)) // whatever becomes of a stream that breaks
        {
            throw new CheckpointNotSentException($"{name} did not come from {Node}: {e.Message}", e);
        }
    }
}
