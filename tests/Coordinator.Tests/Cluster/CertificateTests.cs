using System.Collections.Concurrent;
using Akka.Actor;
using S3Actors.Actors.Cluster;
using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.Hosting;
using S3Actors.Tests.Coordinator.Processes;
using Serilog.Core;

namespace S3Actors.Tests.Coordinator.Cluster;

/// <summary>Nodes that show certificates of an authority made here, of another one, and none.</summary>
[Collection(SeveralCollection.Name)]
public sealed class CertificateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_has_a_certificate_of_the_authority_joins_and_whoever_has_none_or_a_foreign_one_is_refused_in_one_line()
    {
        using ThrowawayAuthority authority = new(_folder.Path("."), "authority"), foreign = new(_folder.Path("."), "stranger");
        var refusals = new ConcurrentQueue<string>();
        var own = Node(authority, "coordinator", authority);
        own.Certificates!.Refusing = refusals.Enqueue;
        using var coordinator = Start(own);
        var cluster = Akka.Cluster.Cluster.Get(coordinator);
        cluster.Join(cluster.SelfAddress);
        var address = new NodeAddress(cluster.SelfAddress.Host!, cluster.SelfAddress.Port!.Value);

        var fitting = Node(authority, "worker", authority);
        using (var worker = Start(fitting))
        {
            using var patience = new CancellationTokenSource(Patience);
            await Akka.Cluster.Cluster.Get(worker).JoinSeedNodesAsync([fitting.Peer(address)], patience.Token);
            Assert.Null(await JoinCheck.Problem(fitting, address));
        }
        Assert.Empty(refusals);

        // Its certificate is refused there; the coordinator's is refused here; it shows none.
        Assert.Equal($"--join {address}: it refuses this process's certificate CN=foreign",
            await JoinCheck.Problem(Node(foreign, "foreign", authority), address));
        Assert.Equal("a node is refused: its certificate CN=foreign does not come from --authority " + authority.File, Assert.Single(refusals));
        Assert.Equal($"--join {address}: its certificate CN=coordinator does not come from --authority {foreign.File}",
            await JoinCheck.Problem(Node(foreign, "foreign", foreign), address));
        var (exitCode, _, errors) = Product.Run("worker", "--join", $"{address}");
        Assert.Equal(2, exitCode);
        Assert.Equal($"refused: --join {address}: it asks for a certificate: --certificate FILE names this process's",
            errors.TrimEnd().Split('\n')[^1]);
        Assert.InRange(cluster.State.Members.Count, 1, 2); // itself, and the one that joined
    }

    private static ActorSystem Start(ClusterNode node) => ActorHost.CreateSystem(
        NodeSettings.ForWorker(node.Listen.Host, node.Listen.Port, tls: true, NodeSettings.Evaluator), node, Logger.None);

    private static ClusterNode Node(ThrowawayAuthority issuer, string name, ThrowawayAuthority accepted) =>
        ClusterNode.Of(new NodeAddress("127.0.0.1", 0), issuer.Issue(name), null, accepted.File);
}
