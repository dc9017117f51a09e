using System.Text.Json;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A dashboard, on a free port unless told another, and a visitor who follows no redirect and keeps no cookie.</summary>
internal sealed class DashboardProcess : IDisposable
{
    public DashboardProcess(params string[] arguments)
    {
        Process = Product.Start(["dashboard", "--json", .. arguments.Contains("--port") ? arguments : ["--port", "0", .. arguments]]);
        while (!Process.Output.Contains('}', StringComparison.Ordinal))
        {
            Assert.False(Process.HasEnded, Process.Errors);
            Thread.Sleep(10);
        }
        var address = JsonDocument.Parse(Process.Output).RootElement.GetProperty("address").GetString()!;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(10) };
    }

    public Product Process { get; }

    public HttpClient Client { get; }

    /// <summary>Server-sent events: kind, id, data.</summary>
    public async IAsyncEnumerable<(string Kind, string Id, string Data)> Events(string address)
    {
        using var reader = new StreamReader(await Client.GetStreamAsync(address));
        var (kind, id, data) = ("", "", new List<string>());
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data.Add(line[6..]);
            else if (line.Length == 0 && kind.Length > 0)
            {
                yield return (kind, id, string.Join('\n', data));
                (kind, data) = ("", []);
            }
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Process.Dispose();
    }
}
