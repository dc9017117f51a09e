namespace Akka.Persistence.Sql;

/// <summary>A payload in its serializer's form: the bare bytes, the serializer's number and its name for the type.</summary>
internal readonly record struct PayloadBytes(byte[] Bytes, int SerializerId, string Manifest)
{
    public static PayloadBytes Of(object payload, Akka.Serialization.Serialization serialization, string defaultSerializer)
    {
        var serializer = serialization.FindSerializerForType(payload.GetType(), defaultSerializer);
        return new PayloadBytes(serializer.ToBinary(payload), serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, payload));
    }

    /// <summary>The payload again. Rows without a serializer's number name the type.</summary>
    public static object Restore(byte[] bytes, int? serializerId, string manifest, Akka.Serialization.Serialization serialization, string defaultSerializer)
    {
        if (serializerId is { } id) return serialization.Deserialize(bytes, id, manifest);
        var type = Type.GetType(manifest, throwOnError: true);
        return serialization.FindSerializerForType(type, defaultSerializer).FromBinary(bytes, type);
    }
}
