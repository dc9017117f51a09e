using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>
/// Who may look. Without a token: whoever asks the loopback address by its own name, so that no other site's page can ask in a browser's name.
/// With one: whoever sends it once as <c>?token=</c> or in the form, and has its cookie from then on, or sends it as bearer.
/// </summary>
internal sealed class Access(DashboardOptions options)
{
    private const string Cookie = "s3actors";
    private readonly byte[]? _digest = options.Token is { } token ? Digest(token) : null;

    /// <summary>Lets a request through, or answers it.</summary>
    public Task Check(HttpContext context, RequestDelegate next)
    {
        if (_digest is null) return IsLoopbackName(context.Request.Host.Host) ? next(context)
            : Refuse(context, StatusCodes.Status421MisdirectedRequest, "This dashboard answers to localhost only.");
        if (context.Request.Path is { Value: "/style.css" or "/icon.svg" } || Matches(context.Request.Cookies[Cookie]) || Matches(Bearer(context))) return next(context);
        if (context.Request.Query["token"] is [{ Length: > 0 } given])
            return Matches(given) ? Admit(context, given) : AskForToken(context, "That is not the token.");
        return AskForToken(context, "");
    }

    private static Task Refuse(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }

    /// <summary>The same address without the token, which then is in no history and no log.</summary>
    private Task Admit(HttpContext context, string token)
    {
        context.Response.Cookies.Append(Cookie, token, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = options.Certificate is not null, IsEssential = true, MaxAge = TimeSpan.FromDays(30),
        });
        context.Response.Redirect(context.Request.Path);
        return Task.CompletedTask;
    }

    private static Task AskForToken(HttpContext context, string problem)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Layout.Page("Token", "", $"""
            <h1>S3Actors</h1>
            <form method="get"><p><label for="token">Token</label></p>
            <p><input id="token" name="token" type="password" autocomplete="current-password" autofocus required> <button>Look</button></p></form>
            <p class="note">{problem} It stands in the file that 's3actors dashboard --token-file' was given.</p>

            """));
    }

    private bool Matches(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Digest(given), _digest);

    private static string? Bearer(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool IsLoopbackName(string host) =>
        host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
