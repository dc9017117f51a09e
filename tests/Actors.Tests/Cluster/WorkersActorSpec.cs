using Akka.Actor;
using Akka.TestKit;
using S3Actors.Actors.Cluster;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Session;
using S3Actors.Messages.Cluster;

namespace S3Actors.Tests.Actors.Tests.Cluster;

public sealed class WorkersActorSpec : ClusterSpec
{
    [Fact]
    public async Task A_worker_that_fits_is_told_the_campaign_and_its_evaluators_are_offered_to_every_ledger_of_the_session()
    {
        var register = Register(Terms());
        var worker = await Join(register, Node);
        await worker.ExpectMsgAsync<WorkerAdmitted>();
        for (var ledger = 1; ledger <= 2; ledger++)
        {
            register.Tell(new LedgerStarted(), TestActor);
            await ExpectMsgAsync<EvaluatorOffered>();
            await ExpectMsgAsync<EvaluatorOffered>();
        }
        register.Tell(new AwaitWorkers(1), TestActor);
        await ExpectMsgAsync<WorkersAwaited>();
        register.Tell(new SessionOver("completed"));
        await worker.ExpectMsgAsync(new SessionOver("completed"));
    }

    [Theory]
    [InlineData("product", "s3actors: 0.2.0 there, 0.1.0 here")]
    [InlineData("libtorch", "libtorch: 2.11.0 there, 2.10.0 here")]
    [InlineData("vectors", "what computes: kernels with avx2 there, kernels with avx-512 here")]
    [InlineData("gpu", "what computes: H100 there, kernels with avx-512 here")]
    public async Task A_worker_whose_results_may_have_other_bits_is_refused_with_the_reason(string what, string reason)
    {
        var worker = CreateTestProbe();
        Register(Terms()).Tell(new WorkerHello(Other(what), 2), worker);
        Assert.Contains($"({reason})", (await worker.ExpectMsgAsync<WorkerRefused>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_processor_of_the_same_vectors_is_no_difference()
    {
        var worker = await Join(Register(Terms()), Node with { Processor = "another" });
        await worker.ExpectMsgAsync<WorkerAdmitted>();
    }

    [Fact]
    public async Task A_worker_of_another_kind_that_is_allowed_is_recorded_before_it_takes_part()
    {
        var register = Register(Terms(allowMixed: true));
        var worker = await Join(register, Other("libtorch"));
        await worker.ExpectNoMsgAsync(TimeSpan.Zero);
        var session = CreateTestProbe();
        register.Tell(new SessionOpened(session));
        var admitted = await session.ExpectMsgAsync<SessionState.AdmitMixed>();
        Assert.Equal("libtorch: 2.11.0 there, 2.10.0 here", Assert.Single(admitted.Differences));
        await worker.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        session.Reply(new SessionRecorded(SessionState.Initial));
        await worker.ExpectMsgAsync<WorkerAdmitted>();
    }

    [Fact]
    public async Task A_worker_with_other_images_is_refused()
    {
        var worker = await Join(Register(Terms()), Node, digest: "ff");
        Assert.Contains("images are others", (await worker.ExpectMsgAsync<WorkerRefused>()).Reason, StringComparison.Ordinal);
    }

    private static NodeIdentity Other(string what) => what switch
    {
        "product" => Node with { ProductVersion = "0.2.0" },
        "libtorch" => Node with { TorchVersion = "2.11.0" },
        "vectors" => Node with { Vectors = "avx2" },
        _ => Node with { Gpu = "H100" },
    };

    private async Task<TestProbe> Join(IActorRef register, NodeIdentity node, string digest = "ab12")
    {
        var worker = CreateTestProbe();
        register.Tell(new WorkerHello(node, 2), worker);
        var welcome = await worker.ExpectMsgAsync<WorkerWelcome>();
        Assert.Equal("ab12", welcome.DatasetDigest);
        register.Tell(new WorkerReady(digest), worker);
        return worker;
    }
}
