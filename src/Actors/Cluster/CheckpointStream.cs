using Akka.Streams;
using Akka.Streams.Dsl;

namespace S3Actors.Actors.Cluster;

/// <summary>A file on its way to another node.</summary>
internal static class CheckpointStream
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>A reference that the other node reads the file through, each chunk when it asks for it.</summary>
    public static Task<ISourceRef<byte[]>> Of(FileInfo file, IMaterializer materializer) =>
        FileIO.FromFile(file, ChunkBytes).Select(chunk => chunk.ToArray()).RunWith(StreamRefs.SourceRef<byte[]>(), materializer);
}
