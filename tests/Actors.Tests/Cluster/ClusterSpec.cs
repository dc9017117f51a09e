using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using S3Actors.Actors.Cluster;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Cluster;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Cluster;

/// <summary>Actors of a node that is alone in its cluster: the test plays the others.</summary>
public abstract class ClusterSpec : TestKit
{
    protected static readonly NodeIdentity Node = new("0.1.0", "2.10.0", "avx-512", "a processor", null);

    protected ClusterSpec()
        : base(ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.test.single-expect-default = 30s")
            .WithFallback(NodeSettings.ForWorker("127.0.0.1", 0, tls: false, NodeSettings.Evaluator)))
    {
    }

    protected static WorkerTerms Terms(bool allowMixed = false, string checkpoints = "/nowhere") => new(
        Node, new WorkerWelcome(Samples.Spec, "ab12", new IdxFiles("a", "b", "c", "d"), checkpoints), allowMixed, TimeSpan.FromMinutes(10));

    protected IActorRef Register(WorkerTerms terms) => Sys.ActorOf(Props.Create(() => new WorkersActor(terms)));
}
