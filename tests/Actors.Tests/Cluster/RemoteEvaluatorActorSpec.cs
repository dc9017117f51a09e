using Akka.Actor;
using Akka.TestKit;
using S3Actors.Actors.Cluster;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Cluster;

public sealed class RemoteEvaluatorActorSpec : ClusterSpec
{
    private static readonly EvaluationGroup Group = new(7, Samples.Supernet, Samples.Set, Samples.Architectures(2));

    private static GroupEvaluated Answer => new(7, [.. Group.Architectures.Select(architecture => Samples.Result(architecture))]);

    [Fact]
    public async Task A_slow_worker_loses_its_group_is_asked_again_and_its_late_answer_is_passed_on()
    {
        var (evaluator, worker) = await Started(TimeSpan.FromMilliseconds(100));
        evaluator.Tell(Group);
        await worker.ExpectMsgAsync<EvaluationGroup>();
        await ExpectMsgAsync(new GroupLost(7));
        Assert.Equal(7, (await worker.FishForMessageAsync<EvaluationGroup>(_ => true)).Number);
        evaluator.Tell(Answer, worker);
        Assert.Equal(7, (await FishForMessageAsync<GroupEvaluated>(_ => true)).Number);
        evaluator.Tell(Answer, worker);
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_worker_that_leaves_with_nothing_in_hand_is_gone_at_once_and_else_after_its_answer()
    {
        var (idle, worker) = await Started();
        Watch(idle);
        idle.Tell(new WorkerDraining(), worker);
        await ExpectTerminatedAsync(idle);

        var (busy, other) = await Started();
        Watch(busy);
        busy.Tell(Group);
        await other.ExpectMsgAsync<EvaluationGroup>();
        busy.Tell(new WorkerDraining(), other);
        busy.Tell(Answer, other);
        Assert.Equal(7, (await ExpectMsgAsync<GroupEvaluated>()).Number);
        await ExpectTerminatedAsync(busy);
    }

    [Fact]
    public async Task A_worker_on_which_all_breaks_is_sent_away_and_costs_no_subnet_a_try()
    {
        var (evaluator, worker) = await Started();
        Watch(evaluator);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            evaluator.Tell(Group);
            await worker.ExpectMsgAsync<EvaluationGroup>();
            // Answers for other subnets are no better than none.
            evaluator.Tell(attempt == 2 ? new GroupEvaluated(7, Answer.Results.Take(1).ToList()) : new GroupBroke(7, "disk full"), worker);
            await ExpectMsgAsync(new GroupLost(7));
            if (attempt < 3) await ExpectMsgAsync<EvaluatorIdle>();
        }
        await ExpectTerminatedAsync(evaluator);
        Assert.Contains("disk full", (await worker.ExpectMsgAsync<WorkerRefused>()).Reason, StringComparison.Ordinal);
    }

    private async Task<(IActorRef Evaluator, TestProbe Worker)> Started(TimeSpan? patience = null)
    {
        var (worker, register) = (CreateTestProbe(), CreateTestProbe());
        var wait = patience ?? TimeSpan.FromMinutes(10);
        var evaluator = ChildActorOf(Props.Create(() => new RemoteEvaluatorActor(worker, register, wait)));
        await worker.ExpectMsgAsync<EvaluatorTaken>();
        await ExpectMsgAsync<EvaluatorIdle>();
        return (evaluator, worker);
    }
}
