using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Queue;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>
/// Runs a study's campaigns, as many at a time as there is room for, each in a process with its share of the cores. What is done stands in their
/// journals alone: run once more after any stop, it does what is left. A campaign that another process works on (one that a killed study
/// left behind) is waited for.
/// </summary>
/// <param name="plan">What to do.</param>
/// <param name="say">Hears a line whenever a campaign begins or ends.</param>
/// <param name="queue">Where campaigns are put for others to run, all that are ready at once; null where this process starts them.</param>
internal sealed class StudyRun(StudyPlan plan, Action<string> say, CampaignQueue? queue = null)
{
    private const int MostAtATime = 8;
    private const int SignalBase = 128;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), HearingTime = TimeSpan.FromSeconds(0.5);
    private readonly List<StudyWork> _running = [];
    private readonly List<string> _failures = [];
    private readonly List<StudyCampaign> _open = [];
    private volatile bool _pausing;
    private int _done;

    /// <summary>What went wrong, a line a campaign; empty where nothing did.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Runs all that is left.</summary>
    /// <param name="onGpu">Whether a GPU does the work, which campaigns would only get in each other's way on.</param>
    /// <returns>False where it was asked to pause before all was done.</returns>
    /// <exception cref="BadInputException">A campaign was begun with other settings, or is refused.</exception>
    public async Task<bool> Run(bool onGpu)
    {
        foreach (var campaign in plan.Campaigns) Look(campaign);
        var atATime = Math.Min(plan.Parallel > 0 ? plan.Parallel : onGpu ? 1 : Math.Min(Environment.ProcessorCount, MostAtATime), Math.Max(1, _open.Count));
        if (queue is not null) atATime = plan.Campaigns.Count;
        var how = _open.Count == 0 ? "nothing is left to run" : queue is null ? Invariant($"{atATime} at a time")
            : $"the others wait for 's3actors serve --runs {queue.RunsFolder}'";
        say(Invariant($"{_done} of {plan.Campaigns.Count} campaigns are done; {how}"));
        using var signals = new StopSignals(signal =>
        {
            _pausing = true;
            say(queue is null ? "pausing: every campaign finishes and saves the work in hand; the same command goes on"
                : "leaving: what is in the queue stays there; the same command waits for it again");
            // Ctrl-C in a terminal reaches the campaigns' processes by itself: they are asked when they have had the time to say so.
            _ = Task.Delay(HearingTime).ContinueWith(_ => PauseAll(), TaskScheduler.Default);
        });
        try
        {
            while (_running.Count > 0 || (_open.Count > 0 && !_pausing))
            {
                while (!_pausing && _running.Count < atATime && NextReady() is { } next) Start(next, atATime);
                if (_running.Count == 0) break;
                Conclude(await await Task.WhenAny(_running.Select(it => it.Ended())));
            }
        }
        catch
        {
            PauseAll();
            await Task.WhenAll(_running.Select(it => it.Ended()));
            throw;
        }
        return _open.Count == 0;
    }

    private void PauseAll()
    {
        lock (_running) _running.ForEach(it => it.Pause());
    }

    /// <summary>Whether a campaign is done, as far as the study wants it.</summary>
    private void Look(StudyCampaign campaign)
    {
        if (campaign.History() is not { } history)
        {
            if (campaign.WaitsFor is null) campaign.Configuration(); // wrong settings are said before anything runs
            _open.Add(campaign);
            return;
        }
        campaign.RequireOwn(history);
        if (history.Completed is null || campaign.NextToRetrain(history) is not null) _open.Add(campaign);
        else _done++;
    }

    /// <summary>The next campaign whose steps are known and that no process of this study works on; null where there is none now.</summary>
    private StudyCampaign? NextReady()
    {
        var next = _open.Find(it => it.WaitsFor is not { } other || !_open.Contains(other) && !_running.Exists(running => running.Campaign == other));
        if (next is not null) _open.Remove(next);
        return next;
    }

    private void Start(StudyCampaign campaign, int atATime)
    {
        var retrained = campaign.History() is { Completed: not null } history ? campaign.NextToRetrain(history) ?? SearchNames.Final : null;
        var number = retrained is null ? null : SearchNames.RandomSubnet(retrained);
        var arguments = new List<string>();
        if (number is not null) arguments.AddRange(["--random", Invariant($"{number}")]);
        if (retrained is null) arguments.AddRange(["--name", campaign.Name]);
        Add(retrained is null ? campaign.Options() : plan.Options.Where(it => it.StartsWith("retraining.", StringComparison.Ordinal)));
        Add(campaign.Configuration().Places.Select(it => $"{it.Key}={SettingLayer.Quoted(it.Value)}"));
        var work = queue is null ? StudyWork.OfProcess(campaign, OfOwn())
            : StudyWork.OfQueue(queue, campaign, retrained, retrained is null ? arguments : [.. Verb(), .. arguments]);
        lock (_running) _running.Add(work);
        var what = retrained is null ? queue is null ? "runs" : "is in the queue" : number is null ? "its winner is retrained"
            : Invariant($"random subnet {number} of {campaign.RetrainedSubnets(campaign.History()!).Count} is retrained");
        say($"{campaign.Name}: {what}");

        string[] Verb() => retrained is null ? ["run", plan.CampaignFile] : ["retrain", campaign.Name];

        IEnumerable<string> OfOwn()
        {
            var threads = Math.Max(1, Environment.ProcessorCount / atATime);
            if (atATime > 1) Add([Invariant($"execution.evaluators={threads}"), Invariant($"execution.training_threads={threads}")]);
            return [.. Verb(), .. arguments, "--runs", plan.Folder];
        }

        void Add(IEnumerable<string> options)
        {
            foreach (var option in options) arguments.AddRange(["--set", option]);
        }
    }

    private void Conclude((StudyWork Work, int ExitCode, string Errors) end)
    {
        var campaign = end.Work.Campaign;
        lock (_running) _running.Remove(end.Work);
        end.Work.Release();
        switch (end.ExitCode)
        {
            case ExitCode.Done when campaign.History() is { } history && campaign.NextToRetrain(history) is not null:
                _open.Insert(0, campaign);
                break;
            case ExitCode.Done:
                _done++;
                say(Invariant($"{campaign.Name}: done, {_done} of {plan.Campaigns.Count}"));
                break;
            // Killed by the signal that asked for a pause, before it could hear it, or by a second one: as good as paused.
            case > SignalBase when _pausing:
            case ExitCode.Paused:
                _open.Insert(0, campaign);
                break;
            case ExitCode.AlreadyRunning:
                _open.Add(campaign);
                Thread.Sleep(Patience);
                break;
            case ExitCode.BadInput:
                throw new BadInputException($"{campaign.Name}: {end.Errors}");
            default:
                _failures.Add($"{campaign.Name}: {ChildCampaign.LastLine(end.ExitCode, end.Errors)}");
                say(_failures[^1]);
                // What waits for it would get other steps than it was meant to have.
                _open.RemoveAll(it => it.WaitsFor == campaign);
                break;
        }
    }
}
