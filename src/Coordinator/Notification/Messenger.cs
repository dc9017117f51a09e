using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Notification;

/// <summary>Sends news to a webhook, to a command, or to both: each try limited in time, failed ones repeated.</summary>
/// <param name="webhook">Where news are posted to; null: nowhere.</param>
/// <param name="headers">Headers of the post, with their values.</param>
/// <param name="asText">Whether the body is the sentence alone, in place of JSON.</param>
/// <param name="command">A command of the shell, which gets the JSON on standard input; null: none.</param>
/// <param name="patience">Time that one try has.</param>
/// <param name="pause">Time between the first two tries; it doubles with each further one.</param>
internal sealed class Messenger(Uri? webhook, IReadOnlyList<(string Name, string Value)> headers, bool asText, string? command, TimeSpan patience,
    TimeSpan pause) : IDisposable
{
    /// <summary>Tries that a message gets.</summary>
    public const int Tries = 4;

    private readonly HttpClient _client =
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = Tries - 1, Delay = pause, BackoffType = DelayBackoffType.Exponential, UseJitter = false })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = patience }).Build();

    /// <summary>Sends news everywhere.</summary>
    /// <returns>One line for each place that could not be reached, without its address: that may be a secret.</returns>
    public async Task<IReadOnlyList<string>> Send(CampaignNews news, CancellationToken stopping)
    {
        var problems = new List<string>();
        if (webhook is not null) await Try("the webhook", token => Post(news, token));
        if (command is not null) await Try("the command", token => Run(news, token));
        return problems;

        async Task Try(string place, Func<CancellationToken, Task> send)
        {
            try
            {
                await _pipeline.ExecuteAsync(async token => await send(token), stopping);
            }
            catch (Exception e) when (
                e is HttpRequestException or TimeoutRejectedException or IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                problems.Add($"{place} did not take '{news.Event}' of {news.Campaign} in {Tries} tries: {Reason(e)}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Reason(Exception e) => e switch
    {
        HttpRequestException { StatusCode: { } status } => FormattableString.Invariant($"it answers {(int)status}"),
        HttpRequestException => "it cannot be reached",
        TimeoutRejectedException => "it takes too long",
        _ => e.Message,
    };

    private async Task Post(CampaignNews news, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook)
        {
            Content = asText ? new StringContent(news.Text, Encoding.UTF8, "text/plain")
                : new StringContent(JsonSerializer.Serialize(news, JsonForm.Options), Encoding.UTF8, "application/json"),
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("s3actors", "1"));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request, token);
        response.EnsureSuccessStatusCode();
    }

    private async Task Run(CampaignNews news, CancellationToken token)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command!]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        (start.Environment["S3ACTORS_EVENT"], start.Environment["S3ACTORS_CAMPAIGN"], start.Environment["S3ACTORS_TEXT"]) = (news.Event, news.Campaign,
            news.Text);
        using var process = Process.Start(start)!;
        try
        {
            await WriteTo(process.StandardInput, JsonSerializer.Serialize(news, JsonForm.Options));
            await process.StandardOutput.ReadToEndAsync(token);
            await process.WaitForExitAsync(token);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode != 0) throw new IOException(FormattableString.Invariant($"it ends with exit code {process.ExitCode}"));
    }

    private static async Task WriteTo(StreamWriter input, string text)
    {
        try
        {
            await using (input) await input.WriteAsync(text);
        }
        catch (IOException)
        {
            // It reads no input.
        }
    }
}
