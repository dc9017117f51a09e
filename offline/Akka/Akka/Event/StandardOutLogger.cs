using Akka.Actor;

namespace Akka.Event;

/// <summary>A logger that needs no actor: it writes in the thread of the caller.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    protected MinimalLogger()
    {
    }

    public sealed override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/StandardOutLogger");

    protected sealed override void TellInternal(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Log(message);
    }

    protected abstract void Log(object message);
}

/// <summary>Writes to the console, coloured by level.</summary>
public class StandardOutLogger : MinimalLogger
{
    private static readonly Lock Gate = new();

    public static ConsoleColor DebugColor { get; set; } = ConsoleColor.Gray;

    public static ConsoleColor InfoColor { get; set; } = ConsoleColor.White;

    public static ConsoleColor WarningColor { get; set; } = ConsoleColor.Yellow;

    public static ConsoleColor ErrorColor { get; set; } = ConsoleColor.Red;

    public static bool UseColors { get; set; } = true;

    protected override void Log(object message)
    {
        ConsoleColor? colour = !UseColors ? null : (message as LogEvent)?.LogLevel() switch
        {
            LogLevel.DebugLevel => DebugColor,
            LogLevel.InfoLevel => InfoColor,
            LogLevel.WarningLevel => WarningColor,
            LogLevel.ErrorLevel => ErrorColor,
            _ => null,
        };
        Write(Text(message), colour);
    }

    /// <summary>A format that does not fit its arguments must not break the logger.</summary>
    private static string Text(object message)
    {
        try
        {
            return message.ToString();
        }
        catch (FormatException e) when (message is LogEvent { Message: LogMessage parts } logEvent)
        {
            return $"[ERROR][{logEvent.LogSource}] Encountered System.FormatException while recording log: {e.Message}"
                + $" str=[{parts.Format}], args=[{parts.Unformatted()}]. Please fix the format string.";
        }
    }

    private static void Write(string text, ConsoleColor? colour)
    {
        lock (Gate)
        {
            if (colour is { } wanted)
                Console.ForegroundColor = wanted;
            Console.WriteLine(text);
            if (colour != null)
                Console.ResetColor();
        }
    }
}

/// <summary>The logger of <c>akka.loggers</c> by default: standard output, through an actor.</summary>
public class DefaultLogger : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                Print(logEvent);
                return true;
            default:
                return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => Context.System.Settings.StdoutLogger.Tell(logEvent);
}
