using System.Globalization;
using System.Net;
using Akka.Actor;
using Akka.Actor.Setup;
using S3Actors.Actors.Cluster;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Hosting;

/// <summary>A host and a port, as options state them.</summary>
public sealed record NodeAddress(string Host, int Port)
{
    /// <summary>Where a coordinator listens unless it is told otherwise.</summary>
    public const int DefaultPort = 5310;

    /// <summary>Reads <c>HOST:PORT</c>, <c>HOST</c> or <c>[IPv6]:PORT</c>.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="defaultPort">The port where none is stated.</param>
    /// <exception cref="BadInputException">It is none.</exception>
    public static NodeAddress Of(string option, string text, int defaultPort)
    {
        var split = text.LastIndexOf(':');
        var (host, port) = split > text.LastIndexOf(']') && text.IndexOf(':') is var first && (first == split || text.StartsWith('['))
            ? (text[..split], text[(split + 1)..]) : (text, "");
        host = host.Trim('[', ']');
        var number = defaultPort;
        if (host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown || (port.Length > 0 || text.EndsWith(':'))
            && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 65535))
            throw new BadInputException($"{option} {text}: not HOST:PORT, such as 127.0.0.1:{DefaultPort}");
        return new NodeAddress(host, number);
    }

    /// <summary>Whether only processes of the same machine reach it.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}

/// <summary>How a process takes part in a cluster: where it listens, and its certificate.</summary>
/// <param name="Listen">Loopback, or another address; that takes certificates.</param>
/// <param name="Certificates">For TLS; null for plain connections.</param>
public sealed record ClusterNode(NodeAddress Listen, NodeCertificates? Certificates)
{
    /// <summary>Akka's name of the connections.</summary>
    public string Protocol => Certificates is null ? "akka.tcp" : "akka.ssl.tcp";

    /// <summary>Reads options.</summary>
    /// <param name="certificate">PEM file with this node's certificate and key; null for plain connections.</param>
    /// <param name="key">PEM file with the key, where it is another one.</param>
    /// <param name="authority">PEM file with the certificates that those of other nodes must come from; null for the system's.</param>
    /// <exception cref="BadInputException">They are not allowed; the message says what is.</exception>
    public static ClusterNode Of(NodeAddress listen, string? certificate, string? key, string? authority)
    {
        if (certificate is null && !listen.IsLoopback)
            throw new BadInputException(
                $"--listen {listen}: where other machines reach it, both sides show certificates; --certificate FILE names this one's");
        if (certificate is null && (key ?? authority) is not null)
            throw new BadInputException($"{(key is not null ? "--key" : "--authority")} goes with --certificate");
        return new ClusterNode(listen, certificate is null ? null : NodeCertificates.Read(certificate, key, authority));
    }

    /// <summary>What an actor system that is to be this node is given beside its configuration.</summary>
    public ActorSystemSetup Setup(BootstrapSetup bootstrap) =>
        Certificates is null ? ActorSystemSetup.Create(bootstrap) : ActorSystemSetup.Create(bootstrap, Certificates.Setup);

    /// <summary>The address of another node of the same cluster.</summary>
    public Address Peer(NodeAddress address) => new(Protocol, NodeSettings.SystemName, address.Host, address.Port);
}

/// <summary>A coordinator that takes workers.</summary>
/// <param name="Node">How it takes part.</param>
/// <param name="AllowMixed">Whether workers are taken whose results may have other bits.</param>
/// <param name="WaitFor">Workers without which the session does not begin.</param>
/// <param name="IsStandby">Whether it waits while another process works on the campaign (<see cref="Standby"/>).</param>
internal sealed record CoordinatorOptions(ClusterNode Node, bool AllowMixed, int WaitFor, bool IsStandby = false);
