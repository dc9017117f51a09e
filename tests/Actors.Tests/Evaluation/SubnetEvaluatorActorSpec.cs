using Akka.Actor;
using Akka.TestKit.Xunit2;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Evaluation;

public sealed class SubnetEvaluatorActorSpec : TestKit
{
    private readonly SyntheticEvaluationFactory _factory = new();
    private readonly CancellationTokenSource _stopping = new();

    public SubnetEvaluatorActorSpec()
        : base("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\nakka.test.single-expect-default = 30s")
    {
    }

    private async Task<IActorRef> Evaluator()
    {
        var (factory, stopping) = (_factory, _stopping.Token);
        var evaluator = ChildActorOf(Props.Create(() => new SubnetEvaluatorActor(factory, stopping)), new OneForOneStrategy(_ => Directive.Restart));
        await ExpectMsgAsync<EvaluatorIdle>();
        return evaluator;
    }

    private static EvaluationGroup Group(long number, string checkpoint = "aa") =>
        new(number, Samples.Supernet with { CheckpointSha256 = checkpoint }, Samples.Set, Samples.Architectures(3));

    [Fact]
    public async Task It_asks_for_work_and_answers_with_the_group_s_results_in_their_order()
    {
        var evaluator = await Evaluator();
        evaluator.Tell(Group(7));
        var evaluated = await ExpectMsgAsync<GroupEvaluated>();
        Assert.Equal(7, evaluated.Number);
        Assert.Equal(Samples.Architectures(3), evaluated.Results.Select(result => result.Architecture));
    }

    [Fact]
    public async Task Weights_are_loaded_once_for_a_checkpoint_until_they_are_released()
    {
        var evaluator = await Evaluator();
        foreach (var message in new object[] { Group(1), Group(2), Group(3, "bb"), new ReleaseWeights(), Group(4, "bb") })
        {
            evaluator.Tell(message);
            if (message is EvaluationGroup) await ExpectMsgAsync<GroupEvaluated>();
        }
        Assert.Equal((1, 2), (_factory.Loaded["aa"], _factory.Loaded["bb"]));
    }

    [Fact]
    public async Task A_group_that_throws_is_given_back_and_the_next_one_has_fresh_weights()
    {
        var evaluator = await Evaluator();
        evaluator.Tell(Group(1));
        await ExpectMsgAsync<GroupEvaluated>();
        _factory.BeforeGroup = _ => throw new InvalidOperationException("a hiccup");
        evaluator.Tell(Group(2));
        await ExpectMsgAsync(new GroupBroke(2, "a hiccup"));
        await ExpectMsgAsync<EvaluatorIdle>();
        _factory.BeforeGroup = _ => { };
        evaluator.Tell(Group(3));
        Assert.Equal(3, (await ExpectMsgAsync<GroupEvaluated>()).Number);
        Assert.Equal(2, _factory.Loaded["aa"]);
    }

    [Fact]
    public async Task When_the_session_stops_nothing_more_is_evaluated()
    {
        var evaluator = await Evaluator();
        _factory.BeforeGroup = _ => _stopping.Cancel();
        evaluator.Tell(Group(1));
        evaluator.Tell(Group(2));
        evaluator.Tell(new ReleaseWeights());
        Watch(evaluator);
        evaluator.Tell(PoisonPill.Instance);
        await ExpectTerminatedAsync(evaluator); // and nothing before it
        Assert.Empty(_factory.Measured);
        Assert.Equal(1, _factory.Loaded["aa"]);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _stopping.Dispose();
    }
}
