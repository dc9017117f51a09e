using System.Globalization;
using Serilog;
using Serilog.Core;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// The campaign's log: what the session and its actors say, each line with its date, its time zone and who says it, written through at every line.
/// What cannot be written, for a full disk say, is lost: a log is never a reason to stop a campaign.
/// </summary>
public sealed class LogFile : IDisposable
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {LogSource:l}: {Message:lj}{NewLine}{Exception}";
    private readonly Logger _root;

    /// <summary>Opens the log, or makes it.</summary>
    public LogFile(string path)
    {
        _root = new LoggerConfiguration()
            .WriteTo.File(path, outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, fileSizeLimitBytes: null)
            .CreateLogger();
        // The name under which Akka's logger says which actor speaks.
        Session = _root.ForContext("LogSource", "session");
    }

    /// <summary>What the actors' logger writes to.</summary>
    public ILogger Actors => _root;

    /// <summary>What the session itself says.</summary>
    public ILogger Session { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _root.Dispose();
        }
        catch (IOException)
        {
            // the last lines are lost, as the summary says
        }
    }
}
