using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>The persistence of an actor system: <c>Persistence.Instance.Apply(system)</c>.</summary>
public class Persistence : ExtensionIdProvider<PersistenceExtension>
{
    public static Persistence Instance { get; } = new();

    /// <summary>Every key that persistence reads, with its default.</summary>
    public static Config DefaultConfig() => ConfigurationFactory.FromResource<Persistence>("Akka.Persistence.persistence.conf");

    public override PersistenceExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
