using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace S3Actors.Bench.Dashboard;

/// <summary>The product's dashboard in a process of its own, on a free port.</summary>
internal sealed class DashboardServant : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    /// <param name="runs">The folder of campaigns.</param>
    public DashboardServant(string runs)
    {
        _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "s3actors"), ["dashboard", "--json", "--port", "0", "--runs", runs]) { RedirectStandardOutput = true })!;
        var said = new StringBuilder();
        while (!said.ToString().Contains('}', StringComparison.Ordinal))
            said.Append(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the dashboard ended before it listened"));
        _client = new HttpClient { BaseAddress = new Uri(JsonDocument.Parse(said.ToString()).RootElement.GetProperty("address").GetString()!), Timeout = TimeSpan.FromMinutes(10) };
    }

    /// <summary>Fetches a page.</summary>
    /// <returns>Seconds to its last byte.</returns>
    public double SecondsOf(string address)
    {
        var clock = Stopwatch.StartNew();
        _client.GetStringAsync(new Uri(address, UriKind.Relative)).GetAwaiter().GetResult();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Listens to a page's events until it is told to stop, as an open browser does, which also fetches the report when it is told that there is more of it.</summary>
    public async Task Watch(string campaign, CancellationToken stop)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri($"/campaigns/{campaign}/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(stop));
            while (await reader.ReadLineAsync(stop) is { } line)
                if (line == "event: journal") await _client.GetStringAsync(new Uri($"/campaigns/{campaign}/report", UriKind.Relative), stop);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // told to stop, or the dashboard ended
        }
    }

    /// <summary>Processor time it took so far, seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
