using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class AsyncHandlerTests : ActorTest
{
    [Fact]
    public async Task No_message_is_handled_while_an_asynchronous_handler_waits()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new Waiting(gate.Task)));
        actor.Tell("wait");
        var answer = actor.Ask<string>('?', Patience);
        Assert.False(answer.IsCompleted);
        gate.SetResult();
        Assert.Equal("before after", await answer);
    }

    [Fact]
    public async Task Context_sender_and_self_are_there_after_an_await()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new Replying(gate.Task)));
        var answer = actor.Ask<(IActorRef, string)>("hello", Patience);
        gate.SetResult();
        Assert.Equal((actor, "hello"), await answer);
    }

    [Fact]
    public async Task An_exception_after_an_await_is_a_failure_of_the_actor()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new FailingLater(probe.Ref)));
        actor.Tell("fail");
        actor.Tell("next");
        Assert.Equal("restart: later on fail", await probe.Next());
        Assert.Equal("next", await probe.Next());
    }

    [Fact]
    public async Task Asynchronous_handlers_keep_the_order()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Slow(probe.Ref)));
        for (var i = 0; i < 100; i++)
            actor.Tell(i);
        for (var i = 0; i < 100; i++)
            Assert.Equal(i, await probe.Next());
    }

    [Fact]
    public async Task A_stop_is_served_while_an_asynchronous_handler_waits()
    {
        var probe = NewProbe();
        var never = new TaskCompletionSource();
        var actor = System.ActorOf(Props.Create(() => new Waiting(never.Task)));
        await probe.Watch(actor);
        actor.Tell("wait");
        System.Stop(actor);
        await probe.Next<Terminated>();
    }

    private sealed class Waiting : ReceiveActor
    {
        public Waiting(Task gate)
        {
            var log = "";
            ReceiveAsync<string>(async _ =>
            {
                log += "before";
                await gate;
                log += " after";
            });
            Receive<char>(_ => Sender.Tell(log));
        }
    }

    private sealed class Replying : ReceiveActor
    {
        public Replying(Task gate) => ReceiveAnyAsync(async message =>
        {
            await gate;
            await Task.Yield();
            Sender.Tell((Context.Self, (string)message));
        });
    }

    private sealed class FailingLater : ReceiveActor
    {
        private readonly IActorRef _probe;

        public FailingLater(IActorRef probe)
        {
            _probe = probe;
            ReceiveAsync<string>(text => text == "fail", async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("later");
            });
            Receive<string>(_probe.Tell);
        }

        protected override void PreRestart(Exception reason, object message)
        {
            _probe.Tell($"restart: {reason.Message} on {message}");
            base.PreRestart(reason, message);
        }
    }

    private sealed class Slow : ReceiveActor
    {
        public Slow(IActorRef probe) => ReceiveAsync<int>(async n =>
        {
            await Task.Yield();
            probe.Tell(n);
        });
    }
}
