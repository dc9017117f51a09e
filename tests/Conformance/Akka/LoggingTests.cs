using Akka.Actor;
using Akka.Event;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class LoggingTests() : ActorTest("akka.loglevel = INFO, akka.loggers = []")
{
    [Fact]
    public async Task Levels_below_the_configured_one_are_not_logged()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(LogEvent));
        var log = Logging.GetLogger(System, "here");
        Assert.False(log.IsDebugEnabled);
        Assert.True(log.IsInfoEnabled && log.IsWarningEnabled && log.IsErrorEnabled);
        log.Debug("not this");
        log.Info("this");
        log.Warning("and this");
        log.Error("and that");
        Assert.Equal("this", (await Next<Info>(probe, "here")).Message.ToString());
        Assert.Equal("and this", (await Next<Warning>(probe, "here")).Message.ToString());
        Assert.Equal("and that", (await Next<Error>(probe, "here")).Message.ToString());
    }

    [Fact]
    public async Task Arguments_go_into_the_format_and_plain_text_is_left_alone()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(LogEvent));
        var log = Logging.GetLogger(System, "here");
        log.Info("{0} of {1}", 1, "two");
        log.Info("a {brace}");
        log.Error(new InvalidOperationException("why"), "it failed: {0}", "so");
        Assert.Equal("1 of two", (await Next<Info>(probe, "here")).Message.ToString());
        Assert.Equal("a {brace}", (await Next<Info>(probe, "here")).Message.ToString());
        var error = await Next<Error>(probe, "here");
        Assert.Equal(("it failed: so", "why"), (error.Message.ToString(), error.Cause.Message));
        Assert.Equal(LogLevel.ErrorLevel, error.LogLevel());
        Assert.Contains("[ERROR]", error.ToString());
        Assert.Contains("why", error.ToString());
    }

    [Fact]
    public async Task An_actor_logs_under_its_path()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Info));
        var actor = System.ActorOf(Props.Create(() => new Talker()), "talker");
        actor.Tell("hello");
        var info = await Next<Info>(probe, "talker");
        Assert.Equal(actor.Path.ToString(), info.LogSource);
        Assert.Equal(typeof(Talker), info.LogClass);
    }

    [Fact]
    public async Task A_failure_is_logged_as_an_error_of_the_child()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Error));
        var actor = System.ActorOf(Props.Create(() => new Talker()), "failing");
        actor.Tell(new InvalidOperationException("boom"));
        var error = await Next<Error>(probe, "failing");
        Assert.Equal((actor.Path.ToString(), "boom"), (error.LogSource, error.Message.ToString()));
        Assert.IsType<InvalidOperationException>(error.Cause);
    }

    [Fact]
    public async Task Dead_letters_are_logged_under_the_path_of_the_receiver()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Talker()), "departed");
        Assert.True(await actor.GracefulStop(Patience));
        System.EventStream.Subscribe(probe.Ref, typeof(Info));
        var logged = Next<Info>(probe, "departed");
        while (!logged.IsCompleted) // the one who logs starts with the system, and may be slower than this test
        {
            actor.Tell("lost");
            await Task.WhenAny(logged, Task.Delay(100));
        }

        Assert.Contains("lost", (await logged).Message.ToString());
    }

    /// <summary>The next event of that source: the system logs too.</summary>
    private static async Task<T> Next<T>(Probe probe, string source) where T : LogEvent
    {
        LogEvent next;
        do
        {
            next = await probe.Next<LogEvent>();
        }
        while (!next.LogSource.Contains(source));
        return Assert.IsType<T>(next);
    }

    private sealed class Talker : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Talker()
        {
            Receive<string>(text => _log.Info(text));
            Receive<Exception>(e => throw e);
        }
    }
}
