using System.Runtime.CompilerServices;
using S3Actors.Coordinator;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>
/// Commands carried out by the program's own entry point within the process of the tests, several at once. What they execute is compiled once
/// for all of them, where a process of its own takes half a second of the processor for that. They write to what
/// <see cref="Console"/> is for them alone: each flow of execution has its own.
/// </summary>
internal static class CommandInProcess
{
    /// <summary>Commands that do their work and end: no server, no workers, no signal.</summary>
    private static readonly HashSet<string> Short = new(StringComparer.Ordinal)
    {
        "status", "list", "audit", "replay", "compare", "report", "note", "export", "plan", "cost", "doctor", "backup", "journal", "prune", "completion", "submit", "queue", "cancel",
        "run", "retrain",
    };

    /// <summary>Those of them whose actors write to the console from threads of their own: one at a time, and what no flow writes is theirs.</summary>
    private static readonly HashSet<string> WithActors = new(StringComparer.Ordinal) { "run", "retrain" };

    private static readonly Lock OneAtATime = new();

    /// <summary>Whether a command can be carried out here.</summary>
    public static bool Takes(IReadOnlyList<string> arguments) =>
        arguments.Count > 0 && Short.Contains(arguments[0]) && !arguments.Any(it => it is "--watch" or "--cluster");

    /// <summary>Carries out a command line, whichever.</summary>
    public static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        if (arguments.Length == 0 || (!WithActors.Contains(arguments[0]) && !arguments.Contains("--execute"))) return Run(arguments, ownsThreads: false);
        lock (OneAtATime) return Run(arguments, ownsThreads: true);
    }

    /// <summary>Carries out a command that is refused before it has actors, whichever: several at once.</summary>
    public static (int ExitCode, string Output, string Errors) RunRefused(params string[] arguments) => Run(arguments, ownsThreads: false);

    private static (int ExitCode, string Output, string Errors) Run(string[] arguments, bool ownsThreads)
    {
        using StringWriter output = new(), errors = new();
        (FlowWriter Writer, StringWriter Text)[] streams = [(FlowWriter.Output, output), (FlowWriter.Errors, errors)];
        foreach (var (writer, text) in streams) writer.Redirect(text, ownsThreads);
        try
        {
            var exitCode = Task.Run(() => Program.Main(arguments)).GetAwaiter().GetResult();
            return (exitCode, output.ToString(), errors.ToString());
        }
        finally
        {
            foreach (var (writer, _) in streams) writer.Redirect(null, ownsThreads);
        }
    }

    /// <summary>Before anything takes hold of the console.</summary>
    [ModuleInitializer]
    internal static void Prepare()
    {
        Console.SetOut(FlowWriter.Output);
        Console.SetError(FlowWriter.Errors);
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Path.Combine(AppContext.BaseDirectory, "config")); // not the user's own
    }

    /// <summary>
    /// Writes where the flow of execution that calls it was redirected to; what no such flow writes goes where the command with threads of its
    /// own writes, and to the process's own stream where there is none.
    /// </summary>
    private sealed class FlowWriter(TextWriter own) : TextWriter
    {
        private readonly AsyncLocal<TextWriter?> _redirected = new();
        private volatile TextWriter? _ofThreads;

        public static FlowWriter Output { get; } = new(Console.Out);

        public static FlowWriter Errors { get; } = new(Console.Error);

        public override System.Text.Encoding Encoding => own.Encoding;

        private TextWriter Now => _redirected.Value ?? _ofThreads ?? own;

        public void Redirect(TextWriter? to, bool withThreads)
        {
            _redirected.Value = to is null ? null : Synchronized(to);
            if (withThreads) _ofThreads = _redirected.Value;
        }

        public override void Write(char value) => Now.Write(value);

        public override void Write(char[] buffer, int index, int count) => Now.Write(buffer, index, count);

        public override void Write(string? value) => Now.Write(value);

        public override void Flush() => Now.Flush();
    }
}
