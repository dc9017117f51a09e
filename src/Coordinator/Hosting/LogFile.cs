using System.Text;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// The campaign's log, written through at every line, from any thread. What cannot be written, for a full disk say, is lost: a log is never a
/// reason to stop a campaign.
/// </summary>
internal sealed class LogFile : TextWriter
{
    private readonly Lock _gate = new();
    private readonly FileStream? _file;

    /// <summary>Opens the log, or makes it.</summary>
    public LogFile(string path)
    {
        try
        {
            _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file = null;
        }
    }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (_gate)
        {
            try
            {
                _file?.Write(Encoding.UTF8.GetBytes(value ?? ""));
            }
            catch (IOException)
            {
                // as the summary says
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _file?.Dispose();
        base.Dispose(disposing);
    }
}
