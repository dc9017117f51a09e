using System.CommandLine;
using System.Globalization;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>list</c>: every campaign under the folder of all campaigns, one line each.</summary>
internal static class ListCommand
{
    private static readonly string[] States = ["running", "silent", "paused", "failed", "completed", CampaignOverview.Unreadable];
    private static readonly string[] Orders = ["last", "name", "error", "macs"];

    public static Command Create()
    {
        var state = new Option<string[]>("--state") { Description = $"Only campaigns in this state ({string.Join(", ", States)}); may be repeated.", HelpName = "STATE", DefaultValueFactory = _ => [] };
        var sort = new Option<string>("--sort") { Description = $"By {string.Join(", ", Orders)}: last event, name, best error or its multiply-accumulates.", HelpName = "ORDER", DefaultValueFactory = _ => Orders[0] };
        var tag = new Option<string[]>("--tag") { Description = "Only campaigns that have this tag; may be repeated, and then they have them all.", HelpName = "TAG", DefaultValueFactory = _ => [] };
        state.AcceptOnlyFromAmong(States);
        sort.AcceptOnlyFromAmong(Orders);
        var command = new Command("list", "Show every campaign, one line each.") { state, sort, tag };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var (states, order, tags) = (parsed.GetValue(state)!, parsed.GetValue(sort)!, parsed.GetValue(tag)!);
            var all = Sorted(new CampaignOverviews(invocation.RunsFolder).All().Where(it => (states.Length == 0 || states.Contains(it.State))
                && tags.All(wanted => it.Status?.Tags.Contains(wanted) is true)), order).ToList();
            invocation.Print(all, shown => shown.Count == 0
                ? $"{invocation.RunsFolder} holds no {(states.Length + tags.Length == 0 ? "campaign" : "such campaign")}" : Text(shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<CampaignOverview> Sorted(IEnumerable<CampaignOverview> campaigns, string order) => order switch
    {
        "name" => campaigns,
        "error" => campaigns.OrderBy(it => it.Status?.Best?.SearchValidationErrorPercent ?? double.PositiveInfinity),
        "macs" => campaigns.OrderBy(it => it.Status?.Best?.MacsPerImage ?? long.MaxValue),
        _ => campaigns.OrderByDescending(it => it.Status?.Live is not null).ThenByDescending(it => it.Status?.LastEvent),
    };

    private static string Text(IReadOnlyList<CampaignOverview> campaigns)
    {
        var table = new TextTable("campaign", "state", "phase", "iteration", "best %", "test %", "MMACs", "last event", "tags") { LeftAligned = new HashSet<int> { 0, 1, 2, 8 } };
        foreach (var campaign in campaigns)
        {
            if (campaign.Status is not { } status) table.Add(campaign.Name, CampaignOverview.Unreadable, campaign.Problem!, "", "", "", "", "", "");
            else table.Add(
                campaign.Name, status.Interrupted ? "interrupted" : status.State, $"{status.Phase} {status.Subject}".TrimEnd() + Progress(status.Progress), $"{status.Iteration} of {status.Iterations}",
                Number(status.Best?.SearchValidationErrorPercent, "0.00"), Number(status.Best?.TestErrorPercent, "0.00"), Number(status.Best?.MacsPerImage / 1e6, "0.000"),
                status.LastEvent?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "-", string.Join(", ", status.Tags));
        }
        var missing = campaigns.Where(it => it.Status?.MissingEvents is not null).Select(it => $"{it.Name}: {it.Status!.MissingEvents}\n");
        return table.ToText() + string.Concat(missing);
    }

    private static string Progress(PhaseProgress? progress) => progress is { } p ? $" {p.Done}/{p.Total}" : "";

    private static string Number(double? value, string form) => value?.ToString(form, CultureInfo.InvariantCulture) ?? "-";
}
