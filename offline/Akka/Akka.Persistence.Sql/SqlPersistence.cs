using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence.Sql;

/// <summary>The SQL plugins' configuration. <see cref="Get"/> puts the defaults below the system's own configuration.</summary>
public sealed class SqlPersistence : IExtension
{
    public const string JournalConfigPath = "akka.persistence.journal.sql";
    public const string SnapshotStoreConfigPath = "akka.persistence.snapshot-store.sql";

    /// <summary>Every key of both plugins, with its default.</summary>
    public static readonly Config DefaultConfiguration = ConfigurationFactory.FromResource<SqlPersistence>("Akka.Persistence.Sql.persistence.conf");

    public static readonly Config DefaultJournalConfiguration = DefaultConfiguration.GetConfig(JournalConfigPath);

    public static readonly Config DefaultSnapshotConfiguration = DefaultConfiguration.GetConfig(SnapshotStoreConfigPath);

    public SqlPersistence(ActorSystem system) => system.Settings.InjectTopLevelFallback(DefaultConfiguration);

    public static SqlPersistence Get(ActorSystem system) => system.WithExtension<SqlPersistence, SqlPersistenceProvider>();
}

public sealed class SqlPersistenceProvider : ExtensionIdProvider<SqlPersistence>
{
    public override SqlPersistence CreateExtension(ExtendedActorSystem system) => new(system);
}
