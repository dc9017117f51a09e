using Spectre.Console;

namespace S3Actors.Coordinator.Output;

/// <summary>Standard output as a terminal.</summary>
public static class Terminal
{
    /// <summary>
    /// Whether what was written there can be written over: it is a terminal, with someone before it, that knows more than one line
    /// (<c>TERM</c> is not <c>dumb</c>). Elsewhere text only grows.
    /// </summary>
    public static bool CanRedraw => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Columns; at least 1.</summary>
    public static int Width => Math.Max(1, Console.WindowWidth);

    /// <summary>Rows; at least 1.</summary>
    public static int Height => Math.Max(1, Console.WindowHeight);

    /// <summary>Whether colours are wanted: <c>NO_COLOR</c> is not set, or empty (no-color.org).</summary>
    public static bool HasColour => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
