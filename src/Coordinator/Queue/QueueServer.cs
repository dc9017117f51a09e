using System.Diagnostics;
using System.Globalization;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Queue;

/// <summary>How a queue is served.</summary>
/// <param name="Devices">One campaign at a time on each; <see cref="AnyDevice"/> is where a campaign's own settings say.</param>
/// <param name="UntilEmpty">Whether the server ends once nothing is left to run.</param>
/// <param name="ClusterOptions">Options of <c>run</c> for the campaign on the device of that number, for workers; empty for none.</param>
internal sealed record QueueService(IReadOnlyList<string> Devices, bool UntilEmpty, Func<int, IReadOnlyList<string>> ClusterOptions)
{
    /// <summary>The device of a campaign that runs where its settings say.</summary>
    public const string AnyDevice = "auto";
}

/// <summary>
/// Runs a queue's campaigns, each as a process of its own: every device, once it is free, takes the one that waits longest of those that may run
/// there. Several servers may serve one queue: a campaign's lock decides whose it is. What is running when a server dies, dies with it, and the
/// next server goes on with it.
/// </summary>
/// <param name="say">Hears a line whenever a campaign begins or ends.</param>
internal sealed class QueueServer(CampaignQueue queue, QueueService service, Action<string> say)
{
    private const string SubmittedFile = "submitted.conf";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250), HearingTime = TimeSpan.FromSeconds(0.5);
    private readonly Dictionary<int, Turn> _running = []; // by the number of the device
    private const int MostKills = 3; // then it is the campaign that kills its process, such as by the memory that it takes
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5); // what another machine works on
    private readonly ManualResetEventSlim _stirred = new();
    private readonly Dictionary<long, int> _kills = []; // by the number of the entry
    private readonly Dictionary<long, Stopwatch> _elsewhere = [];
    private volatile bool _pausing;

    private sealed record Turn(QueueEntry Entry, ChildCampaign Process)
    {
        public bool IsCancelled { get; set; }
    }

    /// <summary>Serves, on this thread alone, until a signal asks it to stop, or nothing is left.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Serve()
    {
        using var signals = new StopSignals(_ =>
        {
            _pausing = true;
            say("pausing: every campaign finishes and saves the work in hand; the queue goes on when it is served again");
            _stirred.Set();
        });
        var isToldToPause = false;
        while (true)
        {
            foreach (var (device, turn) in _running.Where(it => it.Value.Process.End.IsCompleted).ToList()) Conclude(device, turn);
            var entries = queue.All();
            if (_pausing)
            {
                if (_running.Count == 0) return entries.Any(it => it.Held is null) ? ExitCode.Paused : ExitCode.Done;
                if (!isToldToPause) Thread.Sleep(HearingTime); // Ctrl-C in a terminal reaches the campaigns by itself
                if (!isToldToPause) foreach (var turn in _running.Values) turn.Process.Pause();
                isToldToPause = true;
            }
            else
            {
                foreach (var turn in _running.Values.Where(it => !it.IsCancelled && entries.All(entry => entry.Number != it.Entry.Number)))
                {
                    turn.IsCancelled = true;
                    turn.Process.Pause();
                }
                for (var device = 0; device < service.Devices.Count; device++) TakeNext(device, entries);
                if (service.UntilEmpty && _running.Count == 0 && queue.All().All(it => it.Held is not null)) return ExitCode.Done;
            }
            _stirred.Wait(Look);
            if (_stirred.IsSet) _stirred.Reset();
        }
    }

    private void TakeNext(int device, IReadOnlyList<QueueEntry> entries)
    {
        if (_running.ContainsKey(device)) return;
        foreach (var entry in entries.Where(it => it.Held is null && _running.Values.All(turn => turn.Entry.Number != it.Number)))
        {
            var folder = entry.Folder(queue.RunsFolder);
            if (!MayRun(entry, folder, service.Devices[device]) || CampaignLock.IsHeld(folder)) continue;
            if (_elsewhere.TryGetValue(entry.Number, out var since) && since.Elapsed < TryAgain) continue;
            if (!IsLeft(entry, folder)) continue;
            var turn = new Turn(entry, Start(entry, folder, device));
            _running.Add(device, turn);
            say($"{entry.Campaign}: runs{(service.Devices[device] == QueueService.AnyDevice ? "" : $" on {service.Devices[device]}")}");
            return;
        }
    }

    /// <summary>
    /// Whether a campaign may run on a device: on the one that it asks for, and once it has begun only on one of that kind, since another has other bits.
    /// </summary>
    private static bool MayRun(QueueEntry entry, CampaignFolder folder, string device)
    {
        if (device == QueueService.AnyDevice) return true;
        if (entry.Device is { } wanted) return wanted == device;
        const string Setting = "execution.device=";
        var begun = StartedCommand.Read(folder)?.Arguments.LastOrDefault(it => it.StartsWith(Setting, StringComparison.Ordinal));
        return begun is null || KindOf(begun[Setting.Length..]) == KindOf(device);

        static string KindOf(string name) => name.Split(':')[0];
    }

    /// <summary>Whether there is anything to do of an entry; one that a server left behind as it died may be done.</summary>
    private bool IsLeft(QueueEntry entry, CampaignFolder folder)
    {
        try
        {
            if (entry.Text is null || !folder.HasJournal || CampaignHistory.ReadDecisions(folder).Completed is null) return true;
            Done(entry);
        }
        catch (JournalException e)
        {
            Hold(entry, SingleLine.Of(e.Message));
        }
        return false;
    }

    private ChildCampaign Start(QueueEntry entry, CampaignFolder folder, int device)
    {
        var arguments = new List<string>();
        if (entry.Text is { } text)
        {
            var file = Path.Combine(folder.Path, SubmittedFile);
            if (!File.Exists(file) || File.ReadAllText(file) != text) DurableFile.WriteText(file, text);
            arguments.AddRange(["run", file, .. service.ClusterOptions(device)]);
        }
        arguments.AddRange(entry.Arguments);
        arguments.AddRange(["--runs", Path.GetDirectoryName(folder.Path)!]);
        var name = service.Devices[device];
        if (name != QueueService.AnyDevice && entry.Device is null) arguments.AddRange(["--set", $"execution.device={name}"]);
        if (service.Devices.Count > 1 && name == "cpu")
        {
            var share = Math.Max(1, Environment.ProcessorCount / service.Devices.Count(it => it == name)).ToString(CultureInfo.InvariantCulture);
            arguments.AddRange(["--set", $"execution.evaluators={share}", "--set", $"execution.training_threads={share}"]);
        }
        var start = OwnProgram.With(arguments).EndingWithThread();
        start.WorkingDirectory = entry.WorkingFolder;
        return ChildCampaign.Start(start);
    }

    private void Conclude(int device, Turn turn)
    {
        var (exitCode, errors) = turn.Process.End.GetAwaiter().GetResult();
        turn.Process.Dispose();
        _running.Remove(device);
        if (turn.IsCancelled)
        {
            say($"{turn.Entry.Campaign}: cancelled");
            return;
        }
        switch (exitCode)
        {
            case ExitCode.Done:
                Done(turn.Entry);
                break;
            case ExitCode.AlreadyRunning:
                _elsewhere[turn.Entry.Number] = Stopwatch.StartNew();
                say($"{turn.Entry.Campaign}: another process has it");
                break;
            case ExitCode.Paused when _pausing:
            case > ExitCode.AlreadyRunning when (_kills[turn.Entry.Number] = _kills.GetValueOrDefault(turn.Entry.Number) + 1) < MostKills: // by a signal
                say($"{turn.Entry.Campaign}: goes on when it has its turn again");
                break;
            case ExitCode.Paused:
                Hold(turn.Entry, "paused");
                break;
            default:
                Hold(turn.Entry, $"failed: {SingleLine.Of(ChildCampaign.LastLine(exitCode, errors))}");
                break;
        }
    }

    private void Done(QueueEntry entry)
    {
        if (queue.Remove(entry)) say($"{entry.Campaign}: done"); // else another server saw it first
    }

    private void Hold(QueueEntry entry, string reason)
    {
        queue.Hold(entry, reason);
        say($"{entry.Campaign}: {reason}");
    }
}
