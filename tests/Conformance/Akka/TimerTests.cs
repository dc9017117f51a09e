using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class TimerTests : ActorTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task A_single_timer_comes_once_and_is_over()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Timed(probe.Ref)));
        actor.Tell((Action<ITimerScheduler>)(timers => timers.StartSingleTimer("key", "tick", Soon)));
        Assert.Equal("tick", await probe.Next());
        Assert.False(await actor.Ask<bool>("active?", Patience));
    }

    [Fact]
    public async Task A_periodic_timer_comes_again_until_it_is_cancelled()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Timed(probe.Ref)));
        actor.Tell((Action<ITimerScheduler>)(timers => timers.StartPeriodicTimer("key", "tick", Soon)));
        for (var i = 0; i < 3; i++)
            Assert.Equal("tick", await probe.Next());
        Assert.True(await actor.Ask<bool>("active?", Patience));
        actor.Tell((Action<ITimerScheduler>)(timers => timers.Cancel("key")));
        Assert.False(await actor.Ask<bool>("active?", Patience));
    }

    [Fact]
    public async Task A_timer_started_under_the_same_key_replaces_the_first_even_when_that_has_fired()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Timed(probe.Ref)));
        actor.Tell((Action<ITimerScheduler>)(timers =>
        {
            timers.StartSingleTimer("key", "first", TimeSpan.Zero);
            Thread.Sleep(50); // the first waits in the mailbox by now
            timers.StartSingleTimer("key", "second", Soon);
        }));
        Assert.Equal("second", await probe.Next());
    }

    [Fact]
    public async Task Timers_end_with_the_incarnation()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Timed(probe.Ref)));
        actor.Tell((Action<ITimerScheduler>)(timers => timers.StartPeriodicTimer("key", "tick", TimeSpan.FromHours(1))));
        Assert.True(await actor.Ask<bool>("active?", Patience));
        actor.Tell(new InvalidOperationException());
        Assert.False(await actor.Ask<bool>("active?", Patience));
    }

    [Fact]
    public async Task The_scheduler_tells_once_and_repeatedly_and_can_be_cancelled()
    {
        var probe = NewProbe();
        System.Scheduler.ScheduleTellOnce(Soon, probe.Ref, "once", ActorRefs.NoSender);
        Assert.Equal("once", await probe.Next());
        var repeated = System.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, Soon, probe.Ref, "again", ActorRefs.NoSender);
        Assert.Equal("again", await probe.Next());
        Assert.Equal("again", await probe.Next());
        repeated.Cancel();
        Assert.True(repeated.IsCancellationRequested);
        var cancelled = System.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromMilliseconds(500), probe.Ref, "never", ActorRefs.NoSender);
        cancelled.Cancel();
        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(600), probe.Ref, "end", ActorRefs.NoSender);
        object message;
        while ((message = await probe.Next()) is "again")
        {
        }

        Assert.Equal("end", message);
    }

    [Fact]
    public async Task The_advanced_scheduler_runs_actions()
    {
        var ran = new TaskCompletionSource();
        System.Scheduler.Advanced.ScheduleOnce(Soon, ran.SetResult);
        await ran.Task.WaitAsync(Patience);
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        public Timed(IActorRef probe)
        {
            Receive<string>(text => text == "active?", _ => Sender.Tell(Timers.IsTimerActive("key")));
            Receive<string>(probe.Tell);
            Receive<Action<ITimerScheduler>>(action => action(Timers));
            Receive<Exception>(e => throw e);
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
