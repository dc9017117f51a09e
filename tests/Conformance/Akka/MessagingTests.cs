using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class MessagingTests : ActorTest
{
    [Fact]
    public async Task Messages_of_one_sender_arrive_in_order()
    {
        var collector = System.ActorOf(Props.Create(() => new Collector()));
        for (var i = 0; i < 10_000; i++)
            collector.Tell(i);
        Assert.Equal(Enumerable.Range(0, 10_000), await collector.Ask<int[]>("all", Patience));
    }

    [Fact]
    public async Task An_actor_handles_one_message_at_a_time_and_sees_its_own_writes()
    {
        var counter = System.ActorOf(Props.Create(() => new UnsafeCounter()));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
                counter.Tell("add");
        })));
        Assert.Equal(40_000, await counter.Ask<int>("total", Patience));
    }

    [Fact]
    public async Task Ask_answers_with_the_reply()
    {
        var echo = System.ActorOf(Props.Create(() => new Echo()));
        Assert.Equal("hello", await echo.Ask<string>("hello", Patience));
    }

    [Fact]
    public async Task Ask_times_out_with_its_own_exception()
    {
        var silent = System.ActorOf(Props.Create(() => new Silent()));
        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ask<string>("hello", TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Ask_can_be_cancelled()
    {
        var silent = System.ActorOf(Props.Create(() => new Silent()));
        using var source = new CancellationTokenSource();
        var answer = silent.Ask<string>("hello", Patience, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task Ask_fails_with_the_cause_of_a_failure_status()
    {
        var echo = System.ActorOf(Props.Create(() => new Echo()));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => echo.Ask<string>(new Status.Failure(new InvalidOperationException("no")), Patience));
        Assert.Equal("no", failure.Message);
    }

    [Fact]
    public async Task Ask_refuses_an_answer_of_another_type()
    {
        var echo = System.ActorOf(Props.Create(() => new Echo()));
        await Assert.ThrowsAsync<ArgumentException>(() => echo.Ask<string>(42, Patience));
    }

    [Fact]
    public async Task Forward_keeps_the_sender()
    {
        var echo = System.ActorOf(Props.Create(() => new Echo()));
        var forwarder = System.ActorOf(Props.Create(() => new Forwarder(echo)));
        Assert.Equal("through", await forwarder.Ask<string>("through", Patience));
    }

    [Fact]
    public async Task Tell_from_an_actor_has_that_actor_as_sender()
    {
        var probe = NewProbe();
        var teller = System.ActorOf(Props.Create(() => new Forwarder(probe.Ref)), "teller");
        teller.Tell("tell");
        Assert.Equal("tell", await probe.Next());
        Assert.Equal(System.DeadLetters, probe.LastSender); // forwarded, and nobody sent it
        teller.Tell(1);
        Assert.Equal(1, await probe.Next());
        Assert.Equal(teller, probe.LastSender);
    }

    [Fact]
    public async Task Pipe_to_tells_result_mapped_result_and_failure()
    {
        var probe = NewProbe();
        await Task.FromResult(5).PipeTo(probe.Ref);
        Assert.Equal(5, await probe.Next());
        await Task.FromResult(5).PipeTo(probe.Ref, success: n => n + 1);
        Assert.Equal(6, await probe.Next());
        await Task.FromException<int>(new FormatException("bad")).PipeTo(probe.Ref);
        Assert.Equal("bad", Assert.IsType<FormatException>((await probe.Next<Status.Failure>()).Cause).Message);
        await Task.FromException(new FormatException("bad")).PipeTo(probe.Ref, failure: e => e.Message);
        Assert.Equal("bad", await probe.Next());
        await Task.CompletedTask.PipeTo(probe.Ref); // no result, nothing to tell
        await Task.CompletedTask.PipeTo(probe.Ref, success: () => "done");
        Assert.Equal("done", await probe.Next());
    }

    [Fact]
    public async Task Pipe_to_has_the_sender_it_is_given()
    {
        var probe = NewProbe();
        var other = NewProbe();
        await Task.FromResult("x").PipeTo(probe.Ref, other.Ref);
        await probe.Next();
        Assert.Equal(other.Ref, probe.LastSender);
    }

    [Fact]
    public async Task A_pinned_actor_runs_on_one_thread_of_its_own()
    {
        await using var system = new Pinned();
        var threads = await system.ThreadsOf(50);
        Assert.Single(threads.First.Distinct());
        Assert.Single(threads.Second.Distinct());
        Assert.NotEqual(threads.First[0], threads.Second[0]);
    }

    private sealed class Pinned() : ActorTest("pin { type = PinnedDispatcher }")
    {
        internal async Task<(int[] First, int[] Second)> ThreadsOf(int messages)
        {
            var props = Props.Create(() => new ThreadTeller()).WithDispatcher("pin");
            var (first, second) = (System.ActorOf(props), System.ActorOf(props));
            var (a, b) = (new List<int>(), new List<int>());
            for (var i = 0; i < messages; i++)
            {
                a.Add(await first.Ask<int>("thread", Patience));
                b.Add(await second.Ask<int>("thread", Patience));
            }

            return ([.. a], [.. b]);
        }
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller() => ReceiveAnyAsync(async _ =>
        {
            var sender = Sender;
            await Task.Run(() => { }); // on a thread of the pool
            sender.Tell(Environment.CurrentManagedThreadId);
        });
    }

    private sealed class Collector : ReceiveActor
    {
        public Collector()
        {
            var seen = new List<int>();
            Receive<int>(seen.Add);
            Receive<string>(_ => Sender.Tell(seen.ToArray()));
        }
    }

    private sealed class UnsafeCounter : ReceiveActor
    {
        public UnsafeCounter()
        {
            var total = 0;
            Receive<string>(text => text == "add", _ => total++);
            ReceiveAny(_ => Sender.Tell(total));
        }
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => ReceiveAny(_ => { });
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef target)
        {
            Receive<string>(target.Forward);
            Receive<int>(number => target.Tell(number));
        }
    }
}
