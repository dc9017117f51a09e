using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Journal;

/// <summary>
/// One row of every event as each version wrote it (tests/Fixtures/journals/*/events.txt, frozen by make.sh beside them): name and message;
/// and of every event that was added since, as it was first written (later-events.txt, one line more for each).
/// They are read by every later version, and what they say never changes.
/// </summary>
public class FrozenEventsTests
{
    private static readonly EventHeader Header = new(1_700_000_000_123_456, "0.1.0", [1, 2, 3]);
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "journals");

    private static IEnumerable<string> Paths => Directory.GetFiles(Fixtures, "*events.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static TheoryData<string> Files => new(Paths.Select(file => Path.GetRelativePath(Fixtures, file)));

    [Fact]
    public void A_version_is_frozen_where_make_asks_for_it()
    {
        var lines = Examples.All.Select(content => $"{EventNames.NameOf(content.GetType())} {Convert.ToHexString(EventCodec.Encode(Header, content))}").ToList();
        Assert.Equal(EventNames.All.Count, lines.Count);
        if (Environment.GetEnvironmentVariable("S3ACTORS_FREEZE") is { Length: > 0 } file) File.WriteAllLines(file, lines);
    }

    [Fact]
    public void Every_event_has_a_frozen_row()
    {
        var frozen = Paths.SelectMany(file => File.ReadAllLines(file)).Select(line => line.Split(' ')[0]);
        Assert.Empty(EventNames.All.Select(row => row.Name).Except(frozen));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Rows_of_an_earlier_version_say_what_they_said(string file)
    {
        var examples = Examples.All.ToDictionary(content => EventNames.NameOf(content.GetType()), StringComparer.Ordinal);
        var rows = File.ReadAllLines(Path.Combine(Fixtures, file));
        Assert.NotEmpty(rows);
        foreach (var row in rows.Select(line => line.Split(' ')))
        {
            var (header, content) = EventCodec.Decode(row[0], Convert.FromHexString(row[1]));
            // Keys that were added since read as their defaults, and the examples give them no other value.
            Assert.Equal(ArbitraryEvents.Text(examples[row[0]]), ArbitraryEvents.Text(content));
            Assert.Equal((Header.UnixMicroseconds, Header.ProductVersion), (header.UnixMicroseconds, header.ProductVersion));
        }
    }
}
