using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>Which moves another rule, or other thresholds, would have made of the recorded measurements.</summary>
internal static class WhatIfPage
{
    /// <summary>Its HTML.</summary>
    /// <param name="name">As addresses name the campaign.</param>
    /// <param name="asked">The settings asked for, by key; empty for the campaign's own.</param>
    public static string Of(string name, CampaignHistory history, IReadOnlyDictionary<string, string> asked)
    {
        var own = history.Spec.Evolution.Rule;
        var names = UpdateRules.BuiltIn.Select(it => it.Name).ToList();
        var rule = asked.GetValueOrDefault("rule") ?? (names.Contains(own.Name) ? own.Name : names[0]);
        var tau = asked.GetValueOrDefault("tau") ?? own.Tau.ToString(CultureInfo.InvariantCulture);
        var z = asked.GetValueOrDefault("z") ?? own.Z.ToString(CultureInfo.InvariantCulture);
        return Layout.Page($"{name}: what if", "", $"""
            {Layout.Navigation(name, "what if")}
            <h1>What if, of {Html.Escaped(name)}</h1>
            <p class="note">Every recorded decision again, under other settings. Nothing is trained, and nothing is written. Steps in bold are others than were applied.</p>
            <form id="what-if" method="get">
            <p><label>rule <select name="rule">{string.Concat(names.Select(it => $"<option{(it == rule ? " selected" : "")}>{Html.Escaped(it)}</option>"))}</select></label></p>
            <p>{Slider("tau", tau, 0.05, 2, "threshold on the slope, points a step")}</p>
            <p>{Slider("z", z, 0, 5, "standard errors that the slope must exceed")}</p>
            <noscript><button>Replay</button></noscript>
            </form>
            <div id="answer">
            {Answer(history, rule, tau, z)}</div>

            """);
    }

    private static string Slider(string name, string value, double from, double to, string words) => string.Create(CultureInfo.InvariantCulture,
        $"<label>{name} <input type=\"range\" name=\"{name}\" min=\"{from}\" max=\"{to}\" step=\"0.05\" value=\"{Html.Escaped(value)}\"> <output>{Html.Escaped(value)}</output> <span class=\"note\">{words}</span></label>");

    private static string Answer(CampaignHistory history, string rule, string tau, string z)
    {
        try
        {
            return Table(new CampaignReplay(history, new Alteration([$"evolution.rule={rule}", $"evolution.tau={tau}", $"evolution.z={z}"])).Run(""));
        }
        catch (Exception e) when (e is ConfigurationException or BadInputException or UnknownRuleException)
        {
            return $"<p class=\"note\">{Html.Escaped(e.Message)}</p>\n";
        }
    }

    private static string Table(ReplayDocument replay)
    {
        if (replay.Dimensions.Count == 0) return "<p class=\"lead\">No iteration's evolution is recorded yet.</p>\n";
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<p><b>{replay.SameMoves} of {replay.Dimensions.Count}</b> moves are as recorded. ");
        html.Append(replay.FirstDifferentSpace is { } first
            ? string.Create(CultureInfo.InvariantCulture, $"From iteration {first} on the space would be another one: recorded measurements hold up to there, and what stands below is borrowed from them where it can be.")
            : replay.End.Length > 0 ? $"{char.ToUpperInvariant(replay.End[0])}{Html.Escaped(replay.End[1..])}." : "Every space would be the recorded one.")
                .Append("</p>\n");
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>iteration</th><th class=\"words\">dimension</th><th>recorded</th><th>replayed</th><th class=\"words\">rests on</th></tr></thead>\n<tbody>\n");
        foreach (var it in replay.Dimensions)
        {
            var steps = it.AppliedSteps is { } applied ? Steps(applied) : "?";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{it.Iteration}</td><td class=\"words\">{it.Dimension}</td><td>{Steps(it.RecordedSteps)}</td><td>{(it.Same ? steps : $"<b>{steps}</b>")}</td><td class=\"words\">{it.Reach.ToString().ToLowerInvariant()}</td></tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    private static string Steps(int steps) => steps.ToString("+0;-0;0", CultureInfo.InvariantCulture);
}
