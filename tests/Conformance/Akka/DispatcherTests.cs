using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class DispatcherTests() : ActorTest("""
    workers { type = ForkJoinDispatcher, throughput = 1, dedicated-thread-pool { thread-count = 2, threadtype = background } }
    alias = workers
    pin { type = PinnedDispatcher }
    """)
{
    [Fact]
    public async Task Dedicated_threads_are_not_those_of_the_pool()
    {
        var props = Props.Create(() => new Thread()).WithDispatcher("workers");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => System.ActorOf(props).Ask<(int Id, bool Pool)>("?", Patience)));
        Assert.All(answers, answer => Assert.False(answer.Pool));
        Assert.InRange(answers.Distinct().Count(), 1, 2);
    }

    [Fact]
    public async Task A_dispatcher_may_be_named_by_an_alias() =>
        Assert.False((await System.ActorOf(Props.Create(() => new Thread()).WithDispatcher("alias")).Ask<(int Id, bool Pool)>("?", Patience)).Pool);

    [Fact]
    public async Task The_default_dispatcher_is_the_pool() =>
        Assert.True((await System.ActorOf(Props.Create(() => new Thread())).Ask<(int Id, bool Pool)>("?", Patience)).Pool);

    [Fact]
    public async Task A_blocked_pinned_actor_keeps_no_other_from_working()
    {
        var release = new TaskCompletionSource();
        var blocked = Enumerable.Range(0, 32).Select(_ => System.ActorOf(Props.Create(() => new Blocking(release.Task)).WithDispatcher("pin"))).ToArray();
        foreach (var actor in blocked)
            actor.Tell("block");
        Assert.True((await System.ActorOf(Props.Create(() => new Thread())).Ask<(int Id, bool Pool)>("?", Patience)).Pool);
        release.SetResult();
        Assert.All(await Task.WhenAll(blocked.Select(actor => actor.GracefulStop(Patience))), Assert.True);
    }

    [Fact]
    public async Task A_pinned_actor_keeps_its_thread_over_a_restart()
    {
        var actor = System.ActorOf(Props.Create(() => new Thread()).WithDispatcher("pin"));
        var before = await actor.Ask<(int Id, bool Pool)>("?", Patience);
        actor.Tell(new InvalidOperationException());
        Assert.Equal(before, await actor.Ask<(int Id, bool Pool)>("?", Patience));
    }

    private sealed class Thread : ReceiveActor
    {
        public Thread()
        {
            Receive<string>(_ => Sender.Tell((Environment.CurrentManagedThreadId, global::System.Threading.Thread.CurrentThread.IsThreadPoolThread)));
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class Blocking : ReceiveActor
    {
        public Blocking(Task release) => Receive<string>(_ => release.Wait());
    }
}
