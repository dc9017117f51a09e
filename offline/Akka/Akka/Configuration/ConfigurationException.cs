using System.Runtime.Serialization;
using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration that cannot be used: a missing section, an unknown name, a value that cannot be read.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message) : base(message)
    {
    }

    public ConfigurationException(string message, Exception exception) : base(message, exception)
    {
    }

    /// <summary>The section that <typeparamref name="T"/> is read from is missing or empty.</summary>
    public static ConfigurationException NullOrEmptyConfig<T>(string path = null) =>
        new(path is null
            ? $"Failed to instantiate {typeof(T).Name}: Configuration does not exist or is empty"
            : $"Failed to instantiate {typeof(T).Name}: Configuration at path '{path}' does not exist or is empty");
}
