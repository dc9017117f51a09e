using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Serialization;

/// <summary>The serializers of a system and what they are bound to, from <c>akka.actor.serializers</c> and <c>serialization-bindings</c>.</summary>
public class Serialization
{
    private readonly ConcurrentDictionary<int, Serializer> _byId = new();
    private readonly ConcurrentDictionary<string, Serializer> _byName = new();
    private readonly ConcurrentDictionary<Type, Serializer> _bindings = new();
    private readonly Serializer _forNull;

    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        _forNull = new NullSerializer(system);
        AddSerializer("null", _forNull);
        var config = system.Settings.Config;
        foreach (var (name, type) in Entries(config, "akka.actor.serializers"))
        {
            if (Type.GetType(type) is { } found)
                AddSerializer(name, Create(found, system, config.GetConfig("akka.actor.serialization-settings").GetConfig($"\"{name}\"")));
            else
                system.Log.Warning("The type name for serializer '{0}' did not resolve to an actual Type: '{1}'", name, type);
        }

        foreach (var (type, name) in Entries(config, "akka.actor.serialization-bindings"))
        {
            if (Type.GetType(type) is not { } bound)
                system.Log.Warning("The type name for message/serializer binding '{0}' did not resolve to an actual Type: '{1}'", name, type);
            else if (!_byName.TryGetValue(name, out var serializer))
                system.Log.Warning("Serialization binding to non existing serializer: '{0}'", name);
            else
                AddSerializationMap(bound, serializer);
        }
    }

    public ExtendedActorSystem System { get; }

    /// <summary>What to store beside the bytes so that they can be read: the serializer's manifest, or the type where it needs one.</summary>
    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest named => named.Manifest(msg),
        { IncludeManifest: true } => QualifiedName.Of(msg.GetType()),
        _ => "",
    };

    public void AddSerializer(string name, Serializer serializer)
    {
        _byId[serializer.Identifier] = serializer;
        _byName[name] = serializer;
    }

    public void AddSerializationMap(Type type, Serializer serializer) => _bindings[type] = serializer;

    public byte[] Serialize(object o) => FindSerializerFor(o).ToBinary(o);

    /// <exception cref="SerializationException">There is no serializer with that number.</exception>
    public object Deserialize(byte[] bytes, int serializerId, Type type) =>
        WithId(serializerId, type?.Name).FromBinary(bytes, type);

    /// <exception cref="SerializationException">There is no serializer with that number, or no type of that name.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = WithId(serializerId, manifest);
        if (serializer is SerializerWithStringManifest named)
            return named.FromBinary(bytes, manifest);
        if (string.IsNullOrEmpty(manifest))
            return serializer.FromBinary(bytes, null);
        var type = Type.GetType(manifest)
            ?? throw new SerializationException($"Cannot find manifest class [{manifest}] for serializer with id [{serializerId}].");
        return serializer.FromBinary(bytes, type);
    }

    public Serializer FindSerializerFor(object obj, string defaultSerializerName = null) =>
        obj is null ? _forNull : FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <summary>The binding of the type itself, or of the most specific of its bound bases and interfaces.</summary>
    /// <exception cref="SerializationException">The type is bound to none. Nothing is written in a default format.</exception>
    public Serializer FindSerializerForType(Type objectType, string defaultSerializerName = null)
    {
        if (_bindings.TryGetValue(objectType, out var exact))
            return exact;
        var candidates = _bindings.Keys.Where(bound => bound.IsAssignableFrom(objectType)).ToArray();
        var best = candidates.FirstOrDefault(bound => !candidates.Any(other => other != bound && bound.IsAssignableFrom(other)));
        var serializer = best != null ? _bindings[best]
            : defaultSerializerName != null && _byName.TryGetValue(defaultSerializerName, out var named) ? named
            : throw new SerializationException($"Serializer not found for type {objectType.Name}");
        AddSerializationMap(objectType, serializer);
        return serializer;
    }

    internal Serializer GetSerializerById(int serializerId) => _byId[serializerId];

    private static IEnumerable<(string Key, string Value)> Entries(Config config, string path) =>
        config.GetConfig(path).AsEnumerable().Select(item => (item.Key, item.Value.GetString()));

    private static Serializer Create(Type type, ExtendedActorSystem system, Config settings) => (Serializer)(settings.IsNullOrEmpty()
        ? Activator.CreateInstance(type, system)
        : Activator.CreateInstance(type, system, settings));

    private Serializer WithId(int serializerId, string what) => _byId.TryGetValue(serializerId, out var serializer)
        ? serializer
        : throw new SerializationException($"Cannot find serializer with id [{serializerId}] (manifest [{what}]). The most probable reason"
            + " is that the configuration entry 'akka.actor.serializers' is not in sync with the one it was written under.");
}
