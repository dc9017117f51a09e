using Akka.Actor;
using Akka.Serialization;

namespace S3Actors.Actors.Journal;

/// <summary>Hands <see cref="Recorded"/> rows to the journal and takes them back. Bound in hocon/akka.conf.</summary>
public sealed class JournalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The rows' <c>identifier</c>: part of the file format.</summary>
    public const int RowIdentifier = 5301;

    /// <inheritdoc/>
    public override int Identifier => RowIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => RowOf(o).Name;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => RowOf(obj).Bytes;

    /// <inheritdoc/>
    /// <exception cref="JournalException">The row is unknown or damaged.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => Recorded.Read(manifest, bytes);

    private static Recorded RowOf(object o) =>
        o as Recorded ?? throw new ArgumentException($"{o.GetType()} is no journal row.", nameof(o));
}
