using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Doctor;

/// <summary>Kills of one kind, or of a cluster's chaos, faults.</summary>
/// <param name="Point">A critical point, one of the two kinds of random moments, or a fault.</param>
/// <param name="Meaning">What is done and what is not, there.</param>
/// <param name="Reached">How often the uninterrupted run reached it; null for random moments.</param>
/// <param name="Kills">Processes killed there.</param>
/// <param name="Campaigns">Campaigns with such a kill.</param>
/// <param name="Different">Those of them that ended otherwise than the uninterrupted run.</param>
public sealed record ChaosRow(string Point, string Meaning, long? Reached, int Kills, int Campaigns, int Different);

/// <summary>What the crash harness found.</summary>
/// <param name="Asked">Processes that were to be killed.</param>
/// <param name="Kills">Processes that were killed: fewer where some ended sooner, again and again, than a kill could reach them.</param>
/// <param name="Events">Events of the uninterrupted run, those of its session aside.</param>
/// <param name="Campaigns">Campaigns begun, killed again and again, and compared.</param>
/// <param name="LongestLostSteps">Most training steps since the last journalled checkpoint that one kill cost.</param>
/// <param name="CheckpointEverySteps">Steps between two checkpoints: more cannot be lost.</param>
/// <param name="Differences">Every difference found, with its campaign.</param>
public sealed record ChaosDocument(
    string Campaign, int Seed, int Asked, int Kills, int Campaigns, int Events, int CheckpointFiles, long LongestLostSteps, int CheckpointEverySteps,
    double Seconds, IReadOnlyList<ChaosRow> Points, IReadOnlyList<string> Differences)
{
    /// <summary>What this machine does not allow, with the reason; null where everything was tried.</summary>
    public string? NotTried { get; init; }

    /// <summary>Names of critical points at which no process was killed.</summary>
    public IReadOnlyList<string> PointsSpared => [.. Points.Where(row => row.Reached is not null && row.Kills == 0).Select(row => row.Point)];

    /// <summary>Every kill was carried out, and no campaign differs.</summary>
    public bool Passed => Kills == Asked && Differences.Count == 0;

    /// <summary>The table and what it comes to.</summary>
    public string ToText()
    {
        var table = new TextTable("point", "reached", "kills", "outcome", "where that is") { LeftAligned = new HashSet<int> { 0, 3, 4 } };
        foreach (var row in Points)
            table.Add(row.Point, row.Reached?.ToString(CultureInfo.InvariantCulture) ?? "", row.Kills.ToString(CultureInfo.InvariantCulture),
                row.Kills == 0 ? "-" : row.Different == 0 ? "same" : $"{row.Different} of {row.Campaigns} differ", row.Meaning);
        var named = Points.Count(row => row.Reached is not null);
        var text = new StringBuilder(table.ToText());
        text.Append(CultureInfo.InvariantCulture, $"\n{Kills}{(Kills == Asked ? "" : $" of {Asked}")} {(named == 0 ? "faults" : "kills")} in {Campaigns} campaigns of '{Campaign}' (seed {Seed}, {NumberText.Duration(Seconds)}): ");
        text.Append(CultureInfo.InvariantCulture, $"{Differences.Count} differences from the uninterrupted run in {Events} events and {CheckpointFiles} checkpoints each\n");
        if (named > 0) text.Append(CultureInfo.InvariantCulture, $"points struck: {(PointsSpared.Count == 0 ? $"all {named}" : $"{named - PointsSpared.Count} of {named}; not {string.Join(", ", PointsSpared)}")}\n");
        if (named > 0) text.Append(CultureInfo.InvariantCulture, $"longest lost work: {LongestLostSteps} training steps since the last checkpoint (one is written every {CheckpointEverySteps})\n");
        if (NotTried is not null) text.Append(CultureInfo.InvariantCulture, $"not tried: {NotTried}\n");
        foreach (var difference in Differences) text.Append(difference).Append('\n');
        return text.ToString();
    }
}
