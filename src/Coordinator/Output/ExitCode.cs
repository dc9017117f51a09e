namespace S3Actors.Coordinator.Output;

/// <summary>What the process says when it ends.</summary>
public static class ExitCode
{
    /// <summary>The command did what it was asked; a campaign is complete.</summary>
    public const int Done = 0;

    /// <summary>The campaign or the command failed; the reason was printed.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input; nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>The campaign stopped on request and can be resumed by the same command.</summary>
    public const int Paused = 3;

    /// <summary>Another process works on the campaign.</summary>
    public const int AlreadyRunning = 4;
}

/// <summary>What a user asked for cannot be done as asked: one line, exit code 2.</summary>
public sealed class BadInputException(string message) : Exception(message);
