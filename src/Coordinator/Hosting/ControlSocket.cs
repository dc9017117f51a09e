using System.Net.Sockets;
using System.Text;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// A Unix socket in a campaign's folder through which a session is asked to pause, by its own user alone. It says one thing and hears one word;
/// whoever connects and says nothing is let go after a moment.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    private const string PauseWord = "pause";
    private const string Accepted = "pausing";
    private const int LongestPath = 100; // what every system allows of a socket's address
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Action<string> _pause;
    private readonly Socket? _listener;

    /// <summary>Begins to listen; where the file system allows no socket, the session goes on without.</summary>
    /// <param name="pause">Called with the reason, from any thread; quick.</param>
    public ControlSocket(CampaignFolder folder, Action<string> pause)
    {
        (_path, _pause) = (folder.ControlSocket, pause);
        try
        {
            if (Encoding.UTF8.GetByteCount(_path) > LongestPath) return;
            File.Delete(_path); // of a session that was killed: whoever holds the campaign's lock is the only one
            _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _listener.Bind(new UnixDomainSocketEndPoint(_path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _listener.Listen(4);
            _ = Serve(_listener);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Asks the session of a campaign to pause.</summary>
    /// <returns>Whether one was there and took it.</returns>
    public static async Task<bool> Pause(CampaignFolder folder)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(folder.ControlSocket), patience.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(PauseWord + "\n"), patience.Token);
            return await Word(socket, patience.Token) == Accepted;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ArgumentException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_listener is null) return;
        _listener.Dispose();
        File.Delete(_path);
    }

    private async Task Serve(Socket listener)
    {
        while (true)
        {
            try
            {
                using var caller = await listener.AcceptAsync();
                using var patience = new CancellationTokenSource(Patience);
                if (await Word(caller, patience.Token) != PauseWord) continue;
                _pause("asked for");
                await caller.SendAsync(Encoding.ASCII.GetBytes(Accepted + "\n"), patience.Token);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return; // the session has ended
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // The caller went away, or said nothing.
            }
        }
    }

    /// <summary>The first line, at most so long as a word may be.</summary>
    private static async Task<string> Word(Socket socket, CancellationToken patience)
    {
        var (buffer, length) = (new byte[16], 0);
        while (length < buffer.Length)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), patience);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).Contains((byte)'\n')) break;
        }
        return Encoding.ASCII.GetString(buffer, 0, length).TrimEnd('\n');
    }
}
