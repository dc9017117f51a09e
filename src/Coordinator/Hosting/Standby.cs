using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// A process that waits beside the one that works on a campaign, and goes on with it when that one ends without a word. Who may write is
/// decided where it always is: by the lock of the campaign's folder and, for a journal in PostgreSQL, by that of the database.
/// </summary>
/// <param name="say">Told that it waits, and that it goes on.</param>
internal sealed class Standby(CampaignFolder folder, Action<string> say)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether another process worked on the campaign when this one came.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>Waits until the right is free.</summary>
    /// <param name="take">Takes it; null while another process has it.</param>
    public async Task<T> Wait<T>(Func<T?> take)
        where T : class
    {
        while (true)
        {
            if (take() is { } taken) return taken;
            if (!HasWaited) say($"campaign '{folder.Name}' is worked on elsewhere: this process stands by");
            HasWaited = true;
            await Task.Delay(Look);
        }
    }

    /// <summary>What there is left to do once it has the right: nothing where the other process recorded why it ended, whatever that is.</summary>
    /// <returns>The end of the last session; null where it was cut short, or this process never waited.</returns>
    public IEvent? RecordedEnd()
    {
        if (!HasWaited || !folder.HasJournal) return null;
        using var journal = new JournalReader(folder);
        var last = journal.Stream("session").LastOrDefault()?.Event;
        if (last is SessionPaused or SessionFailed or SessionCompleted) return last;
        say($"the process that worked on campaign '{folder.Name}' is gone: this one goes on");
        return null;
    }
}
