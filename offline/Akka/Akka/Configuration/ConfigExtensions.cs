namespace Akka.Configuration;

public static class ConfigExtensions
{
    /// <summary><see cref="Config.WithFallback"/> that also takes null on either side.</summary>
    public static Config SafeWithFallback(this Config config, Config fallback) =>
        config is null ? fallback : ReferenceEquals(config, fallback) ? config : config.WithFallback(fallback);

    public static bool IsNullOrEmpty(this Config config) => config is null || config.IsEmpty;
}
