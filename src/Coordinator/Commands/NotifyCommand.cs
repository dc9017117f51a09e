using System.CommandLine;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Notification;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>notify</c>: watches campaigns and tells a webhook or a command what happens to them; a process of its own, so that it also tells of one that died.</summary>
internal static class NotifyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TestPause = TimeSpan.FromSeconds(0.2);

    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Campaigns to watch; without any, all.", Arity = ArgumentArity.ZeroOrMore };
        var webhook = new Option<string?>("--webhook") { Description = "Address that news are posted to.", HelpName = "URL" };
        var secret = new Option<string?>("--webhook-from") { Description = "Environment variable that holds that address, where it is a secret.", HelpName = "VARIABLE" };
        var header = new Option<string[]>("--header-from") { Description = "A header of the post, with its value from an environment variable; may be repeated.", HelpName = "Authorization=VARIABLE", DefaultValueFactory = _ => [] };
        var text = new Option<bool>("--text") { Description = "Post the sentence alone, in place of JSON." };
        var run = new Option<string?>("--command") { Description = "Shell command; it gets the JSON on standard input, and S3ACTORS_EVENT, S3ACTORS_CAMPAIGN and S3ACTORS_TEXT.", HelpName = "COMMAND" };
        var on = new Option<string[]>("--on") { Description = $"Only this kind of news ({string.Join(", ", CampaignNews.Kinds)}); may be repeated.", HelpName = "EVENT", DefaultValueFactory = _ => [] };
        var disk = new Option<long>("--low-disk-mib") { Description = "Free disk below which that is news.", HelpName = "MIB", DefaultValueFactory = _ => 2048 };
        var every = new Option<double>("--every") { Description = "Seconds between two looks at the campaigns.", HelpName = "SECONDS", DefaultValueFactory = _ => 5 };
        var test = new Option<bool>("--test") { Description = "Send one message now, say whether it arrived, and end." };
        on.AcceptOnlyFromAmong([.. CampaignNews.Kinds]);
        var command = new Command("notify", "Tell a webhook or a command what happens to campaigns.") { names, webhook, secret, header, text, run, on, disk, every, test };
        command.SetAction(async parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var address = AddressOf(parsed.GetValue(webhook), parsed.GetValue(secret));
            if (address is null && parsed.GetValue(run) is null) throw new BadInputException("nobody to tell: --webhook URL, --webhook-from VARIABLE or --command COMMAND names somebody");
            using var messenger = new Messenger(address, [.. parsed.GetValue(header)!.Select(Header)], parsed.GetValue(text), parsed.GetValue(run), Patience, parsed.GetValue(test) ? TestPause : Pause);
            if (parsed.GetValue(test)) return await Test(messenger);
            if (parsed.GetValue(every) is not (>= 0.1 and <= 86400)) throw new BadInputException($"--every {parsed.GetValue(every)}: not in 0.1..86400");
            foreach (var name in parsed.GetValue(names)!) invocation.Existing(name);
            await Watch(invocation.RunsFolder, [.. parsed.GetValue(names)!], [.. parsed.GetValue(on)!], parsed.GetValue(disk) << 20, TimeSpan.FromSeconds(parsed.GetValue(every)), messenger);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> Test(Messenger messenger)
    {
        var problems = await messenger.Send(new CampaignNews("begun", "test", "s3actors can reach you", DateTimeOffset.UtcNow, null), CancellationToken.None);
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        if (problems.Count == 0) Console.Out.WriteLine("the message was taken");
        return problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Polls until a signal comes. What is already there at the first poll is not reported.</summary>
    private static async Task Watch(string runs, HashSet<string> names, HashSet<string> kinds, long disk, TimeSpan every, Messenger messenger)
    {
        using var stopping = new CancellationTokenSource();
        using var signals = new StopSignals(_ => stopping.Cancel());
        var campaigns = new CampaignOverviews(runs);
        var (known, free) = (Look(), FreeDisk.BytesAt(runs));
        Console.Error.WriteLine($"watching {(names.Count > 0 ? string.Join(", ", names) : $"every campaign in {runs}")} (Ctrl-C ends it)");
        try
        {
            while (true)
            {
                await Task.Delay(every, stopping.Token);
                var (now, seen, left) = (DateTimeOffset.UtcNow, Look(), FreeDisk.BytesAt(runs));
                var news = seen.Values.SelectMany(it => CampaignNews.Between(known.GetValueOrDefault(it.Name), it, now)).ToList();
                if (CampaignNews.Disk(free, left, disk, runs, now) is { } low) news.Add(low);
                (known, free) = (seen, left);
                foreach (var one in news.Where(it => kinds.Count == 0 || kinds.Contains(it.Event)))
                    foreach (var problem in await messenger.Send(one, stopping.Token)) Console.Error.WriteLine($"{now:yyyy-MM-dd HH:mm:ss'Z'} {problem}");
            }
        }
        catch (OperationCanceledException)
        {
            // A signal ended it.
        }

        Dictionary<string, CampaignOverview> Look() => campaigns.All().Where(it => names.Count == 0 || names.Contains(it.Name)).ToDictionary(it => it.Name, StringComparer.Ordinal);
    }

    private static Uri? AddressOf(string? given, string? variable)
    {
        if (given is not null && variable is not null) throw new BadInputException("--webhook and --webhook-from: one of them");
        var text = variable is null ? given : Variable("--webhook-from", variable);
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw new BadInputException(variable is null ? $"--webhook {given}: not an address that begins with http:// or https://" : $"--webhook-from {variable}: it holds no address that begins with http:// or https://");
    }

    private static (string, string) Header(string text) => text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } variable] ? (name, Variable("--header-from", variable))
        : throw new BadInputException($"--header-from {text}: is not of the form Authorization=VARIABLE");

    private static string Variable(string option, string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
        : throw new BadInputException($"{option}: the environment has no variable {name}");
}
