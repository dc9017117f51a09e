using System.Net.Sockets;
using System.Text;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// A Unix socket in a campaign's folder through which a session is asked to pause, or who takes part in its cluster, by its own user alone. It hears
/// one word and answers by one line; whoever connects and says nothing is let go after a moment.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    private const string PauseWord = "pause";
    private const string Accepted = "pausing";
    private const string ClusterWord = "cluster";
    private const int LongestWord = 16;
    private const int LongestPath = 100; // what every system allows of a socket's address
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Action<string> _pause;
    private readonly Func<Task<string>> _cluster;
    private readonly Socket? _listener;

    /// <summary>Begins to listen; where the file system allows no socket, the session goes on without.</summary>
    /// <param name="pause">Called with the reason, from any thread; quick.</param>
    /// <param name="cluster">Says who takes part, in one line; empty where nobody can.</param>
    public ControlSocket(CampaignFolder folder, Action<string> pause, Func<Task<string>> cluster)
    {
        (_path, _pause, _cluster) = (folder.ControlSocket, pause, cluster);
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
    public static async Task<bool> Pause(CampaignFolder folder) => await Ask(folder, PauseWord) == Accepted;

    /// <summary>Asks the session of a campaign who takes part in its cluster.</summary>
    /// <returns>One line; empty where the session has no cluster, null where no session answers.</returns>
    public static Task<string?> Cluster(CampaignFolder folder) => Ask(folder, ClusterWord);

    private static async Task<string?> Ask(CampaignFolder folder, string word)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(folder.ControlSocket), patience.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(word + "\n"), patience.Token);
            return await Line(socket, int.MaxValue, patience.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ArgumentException)
        {
            return null;
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
                switch (await Line(caller, LongestWord, patience.Token))
                {
                    case PauseWord:
                        _pause("asked for");
                        await Say(caller, Accepted, patience.Token);
                        break;
                    case ClusterWord:
                        await Say(caller, await _cluster().WaitAsync(patience.Token), patience.Token);
                        break;
                }
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

    private static async Task Say(Socket socket, string line, CancellationToken patience) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), patience);

    /// <summary>The first line, at most so long.</summary>
    private static async Task<string> Line(Socket socket, int longest, CancellationToken patience)
    {
        var (line, buffer) = (new List<byte>(), new byte[4096]);
        while (line.Count < longest && !line.Contains((byte)'\n'))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, longest - line.Count)), patience);
            if (read == 0) break;
            line.AddRange(buffer.AsSpan(0, read));
        }
        return Encoding.UTF8.GetString([.. line]).TrimEnd('\n');
    }
}
