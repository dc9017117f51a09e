using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>A campaign beside what came of executing it again.</summary>
/// <param name="Events">Recorded events that were compared, those of sessions aside.</param>
/// <param name="Checkpoints">Recorded checkpoints, kept or not, whose digests are among them.</param>
/// <param name="RecordedOn">Hardware and libraries of the recorded campaign.</param>
/// <param name="ExecutedOn">Those of this execution.</param>
/// <param name="Differences">A line for each stream and each file that differs; empty where everything is as recorded.</param>
public sealed record ExecutionDocument(
    string Name, int Events, int Streams, int Checkpoints, double Seconds, string RecordedOn, string ExecutedOn, IReadOnlyList<string> Differences)
{
    /// <summary>As people read it.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"campaign {Name}: {Events} events of {Streams} streams, {Checkpoints} checkpoints among them, executed again in {NumberText.Duration(Seconds)}\n");
        text.Append(RecordedOn == ExecutedOn ? $"on {RecordedOn}, as recorded\n" : $"recorded on {RecordedOn}\nexecuted on {ExecutedOn}\n");
        foreach (var difference in Differences) text.Append(CultureInfo.InvariantCulture, $"  {difference}\n");
        return text.Append(Differences.Count == 0 ? "everything is as recorded\n" : FormattableString.Invariant($"{Differences.Count} stream(s) and file(s) differ\n")).ToString();
    }
}
