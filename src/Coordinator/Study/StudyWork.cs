using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Queue;

namespace S3Actors.Coordinator.Study;

/// <summary>One thing that a study has under way: a campaign, or the retraining of one of its subnets.</summary>
/// <param name="campaign">The campaign.</param>
/// <param name="end">Its exit code, and the last of what it wrote to standard error.</param>
/// <param name="pause">Asks it to pause.</param>
/// <param name="release">Called at its end.</param>
internal sealed class StudyWork(StudyCampaign campaign, Task<(int ExitCode, string Errors)> end, Action pause, Action release)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    /// <summary>What it works on.</summary>
    public StudyCampaign Campaign => campaign;

    /// <summary>In a process of the study's own. It survives a study that is killed, and goes on with its campaign to the end.</summary>
    /// <param name="arguments">Its command line.</param>
    public static StudyWork OfProcess(StudyCampaign campaign, IEnumerable<string> arguments)
    {
        var child = ChildCampaign.Start(OwnProgram.With(arguments));
        return new StudyWork(campaign, child.End, child.Pause, child.Dispose);
    }

    /// <summary>As an entry of a queue, which whoever serves it carries out; one that an earlier study left there is waited for.</summary>
    /// <param name="retrained">What is retrained; null for the campaign itself.</param>
    /// <param name="arguments">Its command line, less verb and file where it is a campaign.</param>
    public static StudyWork OfQueue(CampaignQueue queue, StudyCampaign campaign, string? retrained, IReadOnlyList<string> arguments)
    {
        var path = Path.GetRelativePath(queue.RunsFolder, campaign.Folder.Path);
        var device = QueueEntry.DeviceOf(campaign.Configuration().Execution);
        if (queue.Of(path) is not { Held: null })
            queue.Add(new QueueEntry(0, path, arguments, Environment.CurrentDirectory,
                retrained is null ? InputFile.ReadText(campaign.Plan.CampaignFile) : null, device, TimeProvider.System.GetUtcNow()));
        var leaving = new CancellationTokenSource();
        return new StudyWork(campaign, EndOf(queue, path, campaign, retrained, leaving.Token), leaving.Cancel, leaving.Dispose);
    }

    /// <summary>Itself, once it has ended, and how.</summary>
    public async Task<(StudyWork Work, int ExitCode, string Errors)> Ended()
    {
        var (exitCode, errors) = await end;
        return (this, exitCode, errors);
    }

    /// <summary>Asks it to pause; what is in a queue stays there, and is only waited for no longer.</summary>
    public void Pause() => pause();

    /// <summary>It has ended.</summary>
    public void Release() => release();

    private static async Task<(int ExitCode, string Errors)> EndOf(
        CampaignQueue queue, string path, StudyCampaign campaign, string? retrained, CancellationToken leaving)
    {
        while (!leaving.IsCancellationRequested)
        {
            var entry = queue.Of(path); // before the journal is looked at
            if (entry is not { Held: null })
            {
                if (campaign.History() is { } history && (retrained is null ? history.Completed is not null : history.Retrained(retrained) is not null))
                {
                    if (entry is not null) queue.Remove(entry);
                    return (ExitCode.Done, "");
                }
                return entry is null ? (ExitCode.Failed, "it was cancelled") : (ExitCode.Failed, entry.Held!);
            }
            await Task.Delay(Look, CancellationToken.None);
        }
        return (ExitCode.Paused, "");
    }
}
