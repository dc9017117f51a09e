namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>What a session shows on a terminal, in place. Lines that are said meanwhile stand above it.</summary>
internal interface ISessionScreen
{
    /// <summary>Takes what was published; from any thread.</summary>
    void Hear(Messages.Commands.Progress progress);

    /// <summary>Says a line; from any thread. It is shown the next time the screen is drawn.</summary>
    void Say(string line);

    /// <summary>Ends the drawing where it is. For a process that is about to end.</summary>
    void Leave();

    /// <summary>Draws until <paramref name="work"/> ends, and shows what was said by then.</summary>
    Task DrawUntil(Task work);
}
