using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Page;
using static System.FormattableString;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>What a visitor may do.</summary>
/// <param name="Pause">Ask a campaign to pause.</param>
/// <param name="Resume">Have one go on that stands still.</param>
internal readonly record struct Rights(bool Pause, bool Resume);

/// <summary>What a campaign does now: the part of its page that changes every few seconds.</summary>
internal static class Pulse
{
    /// <summary>Its HTML.</summary>
    /// <param name="name">As addresses name the campaign.</param>
    /// <param name="rights">What the visitor may do: what a campaign can be asked for now has a button.</param>
    public static string Of(string name, CampaignStatus status, Rights rights)
    {
        var sample = status.Live?.Sample is { Total: > 0 } it ? it : null;
        var html = new StringBuilder($"<p>{Badge(status.Interrupted ? "interrupted" : status.State)} <b>{Html.Escaped(sample is null ? $"{status.Phase} {status.Subject}".TrimEnd() : $"{sample.Phase} {sample.Subject}")}</b>"
            + Invariant($" iteration {status.Iteration} of {status.Iterations}</p>\n"));
        var (done, total, unit) = sample is not null ? (sample.Done, sample.Total, sample.Unit) : status.Progress is { } p ? (p.Done, p.Total, p.Unit)
            : (0, 0, "");
        if (total > 0 && status.State != "completed") html.Append(Invariant($"<p class=\"bar\"><progress value=\"{done}\" max=\"{total}\" aria-label=\"Progress of the phase\"></progress> {unit} {done:N0} of {total:N0}</p>\n"));
        html.Append("<dl>\n");
        Fact(sample?.ImagesPerSecond is { } rate ? Invariant($"{rate:N0}") : null, "images a second");
        Fact(sample?.SecondsLeft is { } phase ? NumberText.Duration(phase) : null, "left of this phase");
        Fact(status.SecondsLeft is { } left && status.State != "completed" ? $"about {NumberText.Duration(left)}" : null, "of work left in the campaign");
        Fact(sample?.Step is { } step ? Invariant($"{step.LargestLoss:0.000} / {step.SmallestLoss:0.000}") : null, "loss, largest / smallest subnet");
        Fact(sample?.Step is { } last ? Invariant($"{last.GradientNorm:0.00} / {last.LearningRate:0.00e0}") : null, "gradient norm / learning rate");
        Fact(sample?.Step is { WaitShare: { } wait } ? Invariant($"{100 * wait:0.0} %") : null, "of the steps' time wait for images");
        Fact(sample?.Step is { PeakShare: { } share } ? Invariant($"{100 * share:0.0} %") : null, "of what large products of matrices reach here");
        foreach (var device in sample?.Devices ?? []) Fact(Invariant($"{100 * device.BusyShare:0} %, {device.MemoryBytes / (1 << 20):N0} MiB"), $"{Html.Escaped(device.Device)} busy, memory in use");
        Fact(status.Best is { } best ? Invariant($"{best.SearchValidationErrorPercent:0.00} %") : null, "best search-validation error");
        Fact(sample is not null ? Invariant($"{sample.WorkingSetBytes / (1 << 20):N0} MiB, {sample.ProcessorCores:0.0} cores") : null,
            "memory and processors in use");
        Fact(status.Live?.SecondsSinceCheckpoint is { } age ? NumberText.Duration(age) : null, "since the last checkpoint");
        Fact(status.Live is { } live ? NumberText.Duration(live.SecondsSilent) : null, "since the last sign of life");
        Fact(Invariant($"{status.SubnetsEvaluated:N0}"), "subnets evaluated");
        html.Append("</dl>\n");
        if (status.Tags.Count > 0) html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">Tags: {Html.Escaped(string.Join(", ", status.Tags))}</p>\n");
        if (status.Reason is { } reason) html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Html.Escaped(reason)}</p>\n");
        if (status.Live is not null && rights.Pause) Button("pause", "Pause");
        if (status.Live is null && status.State is "paused" or "failed" && rights.Resume) Button("resume", "Go on");
        return html.ToString();

        void Button(string action, string word) =>
            html.Append(CultureInfo.InvariantCulture, $"<form class=\"button\" method=\"post\" action=\"{Html.Escaped(Layout.Address(name))}/{action}\"><button>{word}</button></form>\n");

        void Fact(string? value, string words)
        {
            if (value is not null) html.Append(CultureInfo.InvariantCulture, $"<div><dt>{words}</dt><dd>{Html.Escaped(value)}</dd></div>\n");
        }
    }

    /// <summary>A state as a word in its colour.</summary>
    public static string Badge(string state) =>
        $"<span class=\"state {Html.Escaped(state)}\">{Html.Escaped(state == "silent" ? "no sign of life" : state)}</span>";
}
