using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using MessagePack;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Cluster;

namespace S3Actors.Actors.Cluster;

/// <summary>
/// Messages between nodes, as MessagePack arrays under the names of <see cref="WireNames"/>. Whatever is no such message is refused; Akka
/// logs it, and the connection stays.
/// </summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    /// <inheritdoc/>
    public override int Identifier => 5302;

    /// <inheritdoc/>
    public override string Manifest(object o) =>
        WireNames.NameOf(o.GetType()) ?? throw new SerializationException($"{o.GetType()} has no name between nodes.");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => MessagePackSerializer.Serialize(obj.GetType(), obj, Options);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">It is no message of this version.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var type = WireNames.TypeOf(manifest)
            ?? throw new SerializationException($"refused: a peer sent '{manifest}', which is no message between nodes");
        try
        {
            var message = MessagePackSerializer.Deserialize(type, bytes, Options)
                ?? throw new SerializationException($"refused: {manifest} is nil");
            return Completeness.MissingIn(message) is { } missing
                ? throw new SerializationException($"refused: {manifest} lacks {missing}")
                : message;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException)
        {
            throw new SerializationException($"refused: {manifest} is damaged: {(e.InnerException ?? e).Message}", e);
        }
    }
}
