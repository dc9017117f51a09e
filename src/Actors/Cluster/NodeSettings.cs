using System.Globalization;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Configuration;
using Akka.Streams;
using S3Actors.Actors.Journal;

namespace S3Actors.Actors.Cluster;

/// <summary>The configuration of a node: hocon/cluster.conf over hocon/akka.conf, with host, port and role filled in.</summary>
public static class NodeSettings
{
    /// <summary>Every node's actor system: nodes of another name are none of this cluster.</summary>
    public const string SystemName = "s3actors";

    /// <summary>The role of the node that has the campaign and its journal.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>The role of nodes that evaluate subnets.</summary>
    public const string Evaluator = "evaluator";

    /// <summary>The role of nodes that train supernets.</summary>
    public const string Trainer = "trainer";

    /// <summary>What goes over the configuration of an actor system that is to be a node.</summary>
    /// <param name="host">The address that it listens on and that others know it by.</param>
    /// <param name="port">Its port; 0 for a free one.</param>
    /// <param name="roles"><see cref="Coordinator"/>, or those of a worker.</param>
    /// <param name="tls">Whether connections are encrypted and both sides show certificates; the certificate comes beside this.</param>
    public static Config For(string host, int port, IEnumerable<string> roles, bool tls) => ConfigurationFactory.ParseString(string.Create(
        CultureInfo.InvariantCulture, $$"""
        akka.cluster.roles = [{{string.Join(", ", roles.Select(role => $"\"{role}\""))}}]
        akka.remote.dot-netty.tcp {
          hostname = "{{host}}"
          port = {{port}}
          enable-ssl = {{(tls ? "true" : "false")}}
        }
        """))
        .WithFallback(ConfigurationFactory.ParseString(JournalSettings.Resource("cluster.conf")));

    /// <summary>A worker's whole configuration: it has no journal.</summary>
    public static Config ForWorker(string host, int port, bool tls, params IEnumerable<string> roles) => WithDefaults(
        For(host, port, roles, tls).WithFallback(ConfigurationFactory.ParseString(JournalSettings.Resource("akka.conf"))));

    /// <summary>A configuration with the packages' own defaults behind it.</summary>
    public static Config WithDefaults(Config config) =>
        config.WithFallback(DistributedPubSub.DefaultConfig()).WithFallback(ActorMaterializer.DefaultConfig());
}
