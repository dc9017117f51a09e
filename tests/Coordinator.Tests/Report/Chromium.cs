using System.Diagnostics;

namespace S3Actors.Tests.Coordinator.Report;

/// <summary>A browser without a window or a network.</summary>
internal static class Chromium
{
    /// <summary>Takes a page's picture.</summary>
    /// <returns>The picture, and the addresses that the page asked the network for; what the browser asks for by itself is not counted.</returns>
    public static (Picture Picture, IReadOnlyList<string> Requests) Open(string page, int width, int height)
    {
        using var folder = new TemporaryFolder();
        string log = folder.Path("net.json"), picture = folder.Path("page.png");
        var start = new ProcessStartInfo("chromium",
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={folder.Path("profile")}", $"--log-net-log={log}",
            $"--window-size={width},{height}", $"--screenshot={picture}", new Uri(page).AbsoluteUri,
        ]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(15)), "Chromium did not end");
        Assert.True(File.Exists(picture), said.Result);
        // What the page asks for belongs to its own partition of the network, what the browser asks for to none.
        var requests = File.ReadLines(log).Where(line => line.Contains("\"network_isolation_key\":\"file://", StringComparison.Ordinal) && line.Contains("\"url\":\"http", StringComparison.Ordinal)).ToList();
        return (Picture.Read(picture), requests);
    }
}
