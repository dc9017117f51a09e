using Akka.Actor;
using Akka.Streams;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Cluster;

/// <summary>Brings a checkpoint from the coordinator, in chunks, each asked for when the one before is written.</summary>
/// <param name="system">The worker's actor system.</param>
/// <param name="register">The coordinator's register of workers.</param>
public sealed class CheckpointFetch(ActorSystem system, IActorRef register)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // for the answer, not for the file

    /// <summary>Writes a checkpoint's bytes into a stream; blocks until all have come.</summary>
    /// <exception cref="IOException">The coordinator has it not, or cannot be reached.</exception>
    public void Into(TrainedSupernet supernet, Stream file, CancellationToken stopping)
    {
        try
        {
            var answer = register.Ask(new CheckpointWanted(supernet.CheckpointFile), Patience, stopping).GetAwaiter().GetResult();
            if (answer is CheckpointRefused refused)
                throw new IOException($"the coordinator does not send {supernet.CheckpointFile}: {refused.Reason}");
            if (answer is not ISourceRef<byte[]> chunks)
                throw new IOException($"the coordinator answered no stream for {supernet.CheckpointFile}");
            using var materializer = system.Materializer();
            chunks.Source.RunForeach(chunk => file.Write(chunk), materializer).WaitAsync(stopping).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (IOException or OperationCanceledException)) // whatever becomes of a stream that breaks
        {
            throw new IOException($"{supernet.CheckpointFile} did not come from the coordinator: {e.Message}", e);
        }
    }
}
