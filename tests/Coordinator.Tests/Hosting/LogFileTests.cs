using S3Actors.Coordinator.Hosting;

namespace S3Actors.Tests.Coordinator.Hosting;

/// <summary>The campaign's log: dated lines, and never a reason to stop.</summary>
public sealed class LogFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.Path("log.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_line_has_its_date_its_zone_its_level_and_who_says_it()
    {
        for (var session = 1; session <= 2; session++)
        {
            using var log = new LogFile(Path);
            log.Session.Information("session {Number}", session);
        }
        Assert.Collection(
            Lines(),
            line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[INF\] session: session 1$", line),
            line => Assert.EndsWith("[INF] session: session 2", line));
    }

    [Fact]
    public void A_line_is_in_the_file_as_soon_as_it_is_said()
    {
        using var log = new LogFile(Path);
        log.Session.Warning("{Line}", "a \"quoted\" {thing}");
        Assert.EndsWith("[WRN] session: a \"quoted\" {thing}", Assert.Single(Lines()));
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/proc/no-such-folder/log.txt")]
    public void What_cannot_be_written_is_lost_and_nothing_else(string path)
    {
        using var log = new LogFile(path);
        for (var i = 0; i < 1000; i++) log.Session.Information("line {Number}", i);
    }

    private string[] Lines() => File.ReadAllLines(Path);
}
