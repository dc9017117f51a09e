using System.Collections.Concurrent;
using System.Net;

namespace S3Actors.Tests.Coordinator.Notification;

/// <summary>A server that keeps what is posted to it.</summary>
internal sealed class WebhookServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Queue<HttpStatusCode> _answers;

    /// <param name="answers">The first answers; every later one is 200.</param>
    public WebhookServer(params HttpStatusCode[] answers)
    {
        _answers = new Queue<HttpStatusCode>(answers);
        for (var port = 20_000 + Environment.ProcessId % 10_000; ; port++)
        {
            Address = $"http://127.0.0.1:{port}/secret-path";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (port < 65_000)
            {
                // Taken.
            }
        }
        _ = Serve();
    }

    public string Address { get; }

    /// <summary>What came so far: body, content type, the header Authorization.</summary>
    public ConcurrentQueue<(string Body, string Type, string? Authorization)> Posts { get; } = new();

    public void Dispose() => _listener.Close();

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream);
            Posts.Enqueue((await reader.ReadToEndAsync(), context.Request.ContentType ?? "", context.Request.Headers["Authorization"]));
            context.Response.StatusCode = (int)(_answers.TryDequeue(out var answer) ? answer : HttpStatusCode.OK);
            context.Response.Close();
        }
    }
}
