using Akka.Configuration;

namespace Akka.Persistence.Sql;

/// <summary>A plugin's section, read once.</summary>
internal sealed record PluginSettings(
    string ConnectionString,
    bool AutoInitialize,
    int BufferSize,
    int BatchSize,
    int ReplayBatchSize,
    string DefaultSerializer)
{
    /// <exception cref="ConfigurationException">A required key is missing, or asks for what this assembly does not do.</exception>
    public static PluginSettings From(Config config)
    {
        Require(config, "provider-name", "SQLite.MS");
        Require(config, "table-mapping", "default");
        if (config.HasPath("tag-write-mode")) Require(config, "tag-write-mode", "TagTable");
        var connectionString = config.GetString("connection-string");
        if (string.IsNullOrWhiteSpace(connectionString)) throw new ConfigurationException("connection-string is required");
        return new PluginSettings(
            connectionString,
            config.GetBoolean("auto-initialize", true),
            config.GetInt("buffer-size", 5000),
            config.GetInt("batch-size", 100),
            config.GetInt("replay-batch-size", 1000),
            config.GetString("serializer"));
    }

    private static void Require(Config config, string key, string only)
    {
        var value = config.GetString(key);
        if (!string.Equals(value, only, StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"{key} = \"{value}\" is not known to this build, only \"{only}\"");
    }
}
