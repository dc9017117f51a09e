namespace Akka.Actor;

/// <summary>Where an actor system is reached: protocol and system name, and for remote ones host and port.</summary>
public sealed class Address : IEquatable<Address>
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    public Address(string protocol, string system, string host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
    }

    public string Protocol { get; }

    public string System { get; }

    public string Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public bool Equals(Address other) =>
        other is not null && Port == other.Port && Protocol == other.Protocol && System == other.System && Host == other.Host;

    public override bool Equals(object obj) => Equals(obj as Address);

    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    public override string ToString() =>
        $"{Protocol}://{System}" + (HasLocalScope ? "" : $"@{Host}" + (Port is { } port ? $":{port}" : ""));

    public static bool operator ==(Address left, Address right) => Equals(left, right);

    public static bool operator !=(Address left, Address right) => !Equals(left, right);
}
