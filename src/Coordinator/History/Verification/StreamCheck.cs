using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Walks one stream's rows beside the events that follow from their inputs.</summary>
internal sealed class StreamCheck(string stream, IReadOnlyList<StoredRow> rows, ICollection<Finding> findings)
{
    private int _next;

    /// <summary>The stream's name.</summary>
    public string Stream => stream;

    /// <summary>The next row's event; null at the end, and before a row that cannot be read: nothing behind it is recomputed.</summary>
    public IEvent? Next => _next < rows.Count ? rows[_next].Event : null;

    /// <summary>The next row's <see cref="StoredRow.SpecDigest"/>.</summary>
    public string NextSpecDigest => _next < rows.Count ? rows[_next].SpecDigest : "";

    /// <summary>Rows that a recomputation confirmed.</summary>
    public int Confirmed { get; private set; }

    /// <summary>The next row's number; one past the last at the end.</summary>
    public long NextNumber => _next < rows.Count ? rows[_next].SequenceNumber : rows.Count == 0 ? 1 : rows[^1].SequenceNumber + 1;

    /// <summary>Takes the next row as it is.</summary>
    public IEvent Take() => rows[_next++].Event!;

    /// <summary>Says something of the next row.</summary>
    public void Report(string problem) => findings.Add(new Finding(stream, NextNumber, problem));

    /// <summary>Says something that holds for more than one row or stream, once.</summary>
    public void ReportOnce(string subject, string problem)
    {
        var finding = new Finding(subject, 0, problem);
        if (!findings.Contains(finding)) findings.Add(finding);
    }

    /// <summary>
    /// Compares the next row with what it should be, and takes it. False where it is no event of that kind, or there is none: then the rows
    /// and their expectations are out of step, and the rest of the stream cannot be told.
    /// </summary>
    /// <param name="required">False where the stream may end here, because the campaign does.</param>
    public bool Expect(IEvent expected, bool required = false)
    {
        var name = EventNames.NameOf(expected.GetType());
        if (Next is not { } recorded)
        {
            if (required && _next == rows.Count) Report($"the row is missing: {name} was written together with the row before it");
            return false;
        }
        if (recorded.GetType() != expected.GetType())
        {
            Report($"{EventNames.NameOf(recorded.GetType())} stands where {name} follows from what precedes; nothing behind it in this stream is recomputed");
            return false;
        }
        if (EventDifference.Same(recorded, expected)) Confirmed++;
        else Report($"{name} does not follow from its inputs: {EventDifference.InWords(recorded, expected)}");
        _next++;
        return true;
    }
}
