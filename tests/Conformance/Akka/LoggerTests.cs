using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class LoggerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_configured_logger_is_initialized_and_gets_the_events_of_its_level()
    {
        var name = $"{typeof(Keeper).FullName}, {typeof(Keeper).Assembly.GetName().Name}";
        // A busy machine may take its time: a logger that answers late would not be listening yet.
        using var system = ActorSystem.Create("kept", ConfigurationFactory.ParseString($$"""
            akka { loggers = ["{{name}}"], loglevel = WARNING, stdout-loglevel = OFF, logger-startup-timeout = {{(int)Patience.TotalSeconds}}s }
            """));
        system.Log.Info("too quiet");
        system.Log.Warning("loud {0}", "enough");
        var kept = await Task.Run(() => Keeper.Until("loud enough")).WaitAsync(Patience);
        Assert.Contains("kept", kept[^1].LogSource, StringComparison.Ordinal);
        Assert.DoesNotContain(kept, it => it.Message.ToString() == "too quiet");
    }

    [Fact]
    public void A_logger_that_does_not_exist_is_refused() =>
        Assert.Throws<ConfigurationException>(() => ActorSystem.Create("refused", ConfigurationFactory.ParseString(
            """akka { loggers = ["No.Such.Logger, Nowhere"], loglevel = OFF, stdout-loglevel = OFF }""")));

    [Fact]
    public void Another_level_is_refused() =>
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("refused", ConfigurationFactory.ParseString(
            "akka { loglevel = LOUD, stdout-loglevel = OFF }")));

    [Theory]
    [InlineData("debug", LogLevel.DebugLevel)]
    [InlineData("INFO", LogLevel.InfoLevel)]
    [InlineData("Warning", LogLevel.WarningLevel)]
    [InlineData("error", LogLevel.ErrorLevel)]
    public void Levels_are_read_in_any_case(string text, LogLevel level) => Assert.Equal(level, Logging.LogLevelFor(text));

    public sealed class Keeper : ReceiveActor
    {
        private static readonly BlockingCollection<LogEvent> Kept = [];

        public Keeper()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(Kept.Add);
        }

        /// <summary>What was kept, up to an event of that text; the system itself may have had to say something before it.</summary>
        public static List<LogEvent> Until(string text)
        {
            var kept = new List<LogEvent>();
            do kept.Add(Kept.Take());
            while (kept[^1].Message.ToString() != text);
            return kept;
        }
    }
}
