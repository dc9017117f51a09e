using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>
/// The dashboard's web server. It reads journals as every reading command does, and writes to none; its pages need nothing but itself, and their
/// numbers come by server-sent events whose ids are the journal's row numbers, so that a connection that was lost misses nothing.
/// </summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private const double ListPace = 20_000; // characters a second: a list of very many campaigns comes to a phone less often
    private static readonly TimeSpan ReportBeat = TimeSpan.FromSeconds(10);
    private readonly WebApplication _app;
    private readonly LiveCampaigns _campaigns;
    private readonly CampaignOverviews _overviews;
    private readonly Studies _studies;
    private readonly Lock _lock = new();
    private (IReadOnlyList<CampaignOverview> Campaigns, long At)? _listed;

    private DashboardServer(DashboardOptions options)
    {
        (_campaigns, _overviews, _studies) = (new LiveCampaigns(options.RunsFolder), new CampaignOverviews(options.RunsFolder), new Studies(options.RunsFolder));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                if (options.Certificate is { } certificate) listen.UseHttps(certificate);
            });
        });
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Use(Headers);
        _app.Use(new Access(options).Check);
        Map(new Rights(Pause: options.Token is not null, options.AllowsResume));
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="BadInputException">The port is taken, or the address is none of this machine.</exception>
    public static async Task<DashboardServer> Start(DashboardOptions options)
    {
        var server = new DashboardServer(options);
        try
        {
            await server._app.StartAsync();
            _ = Task.Run(server.Listed); // of very many campaigns the first look takes a while: it is under way when somebody comes
            return server;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await server.DisposeAsync();
            throw new BadInputException(e.InnerException is AddressInUseException
                ? string.Create(CultureInfo.InvariantCulture, $"--port {options.Port}: another program listens there; --port 0 takes a free one")
                : string.Create(CultureInfo.InvariantCulture, $"--listen {options.Address} --port {options.Port}: this machine does not let it listen there"));
        }
    }

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _campaigns.Dispose();
    }

    private static Task Headers(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(context);
    }

    /// <summary>All campaigns, looked at once a second at most, however many visitors ask.</summary>
    private IReadOnlyList<CampaignOverview> Listed()
    {
        lock (_lock)
        {
            if (_listed is { } known && Environment.TickCount64 - known.At < Fresh.TotalMilliseconds) return known.Campaigns;
            var campaigns = _overviews.All();
            _listed = (campaigns, Environment.TickCount64);
            return campaigns;
        }
    }

    /// <param name="rights">What a visitor may do.</param>
    private void Map(Rights rights)
    {
        var style = HtmlPage.Style + HtmlPage.Resource("dashboard.css");
        var script = HtmlPage.Resource("dashboard.js");
        _app.MapGet("/style.css", () => Results.Text(style, "text/css"));
        _app.MapGet("/dashboard.js", () => Results.Text(script, "text/javascript"));
        _app.MapGet("/icon.svg", () => Results.Text(HtmlPage.Resource("icon.svg"), "image/svg+xml"));
        _app.MapGet("/", () => Page(ListPage.Of(Listed(), _studies.All())));
        _app.MapGet("/studies/{name}", (string name) => _studies.Page(name) is { } page ? Page(page) : Missing());
        _app.MapGet("/live", (CancellationToken gone) => TypedResults.ServerSentEvents(ListEvents(gone)));
        _app.MapGet("/campaigns/{name}", (string name) => Campaign(name, it => Page(CampaignPages.Front(name, it.Look().Status, rights))));
        _app.MapGet("/campaigns/{name}/live", (string name, CancellationToken gone) => Campaign(name, it => TypedResults.ServerSentEvents(CampaignEvents(it, rights, gone))));
        _app.MapGet("/campaigns/{name}/report", (string name) => Begun(name, it => it.Report()));
        _app.MapGet("/campaigns/{name}/course", (string name) => Campaign(name, it => Page(CoursePage.Of(name, it.Look().Status, rights))));
        _app.MapGet("/campaigns/{name}/course/figures", (string name) => Campaign(name, it => Page(CoursePage.Figures(it.Samples(CoursePage.Samples)))));
        _app.MapGet("/campaigns/{name}/subnets", (string name, string? of) => Campaign(name, _ => Page(SubnetsPage.Of(name, of ?? ""))));
        _app.MapGet("/campaigns/{name}/subnets/figures", (string name, string? of) => Begun(name, it => it.Draw(material => SubnetsPage.Figures(name, material, of ?? ""))));
        _app.MapGet("/campaigns/{name}/decisions", (string name) => Campaign(name, it =>
            Page(CampaignPages.Decisions(name, it.Look().Status, rights, it.Read(history => AuditOverview.Of(AuditDocument.Of(history, null, null)))))));
        _app.MapGet("/campaigns/{name}/dimensions/{dimension}", (string name, string dimension) => !DimensionId.TryParse(dimension, out var id) ? Missing() : Campaign(name, it =>
            Page(CampaignPages.Dimension(name, id, it.Read(history => AuditDocument.Of(history, new HashSet<DimensionId> { id }, null))))));
        _app.MapGet("/campaigns/{name}/what-if", (string name, HttpRequest request) => Begun(name, it => it.Draw(material =>
            WhatIfPage.Of(name, material.History, request.Query.Where(query => query.Value.Count == 1).ToDictionary(query => query.Key, query => query.Value[0]!)))));
        if (rights.Pause) _app.MapPost("/campaigns/{name}/pause", (string name, HttpRequest request) => Campaign(name, it => Pause(name, it, request)));
        if (rights.Resume) _app.MapPost("/campaigns/{name}/resume", (string name, HttpRequest request) => Campaign(name, it => Resume(name, it, request)));
        _app.MapPost("/{**rest}", Missing);
        _app.MapFallback(Missing);
    }

    /// <summary>A page of another site cannot ask in a visitor's name: its request has another origin, and brings no cookie.</summary>
    private static IResult Pause(string name, LiveCampaign campaign, HttpRequest request)
    {
        if (IsOfAnotherSite(request)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        return campaign.Pause() ? Results.Redirect(Layout.Address(name)) : Results.Text("It is not running, or does not answer.", statusCode: StatusCodes.Status409Conflict);
    }

    private static IResult Resume(string name, LiveCampaign campaign, HttpRequest request)
    {
        if (IsOfAnotherSite(request)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        return campaign.Resume() is { } problem ? Results.Text(problem, statusCode: StatusCodes.Status409Conflict) : Results.Redirect(Layout.Address(name));
    }

    private static bool IsOfAnotherSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"] is [{ } site] && site != "same-origin";

    /// <summary>What is drawn of a campaign that has begun.</summary>
    private async Task<IResult> Begun(string name, Func<LiveCampaign, Task<string>> draw) => _campaigns[name] is not { } campaign ? Missing()
        : campaign.Look().Status.Begun is null ? Page("<p class=\"lead\">It has not begun.</p>") : Page(await draw(campaign));

    private IResult Campaign(string name, Func<LiveCampaign, IResult> answer) => _campaigns[name] is { } campaign ? answer(campaign) : Missing();

    private static IResult Page(string html) => Results.Text(html, "text/html; charset=utf-8");

    private static IResult Missing() =>
        Results.Text(Layout.Page("Not found", "", "<h1>There is no such page</h1>\n<p><a href=\"/\">All campaigns</a></p>\n"), "text/html; charset=utf-8", statusCode: StatusCodes.Status404NotFound);

    private async IAsyncEnumerable<SseItem<string>> ListEvents([EnumeratorCancellation] CancellationToken gone)
    {
        for (string? sent = null; !gone.IsCancellationRequested;)
        {
            var table = ListPage.Table(Listed());
            if (table != sent) yield return new SseItem<string>(sent = table, "pulse");
            if (!await Wait(Math.Max(Beat.TotalSeconds, table.Length / ListPace), gone)) yield break;
        }
    }

    /// <summary>What it does now every two seconds; and word of new decisions, at most every ten, on which the page asks for its report again.</summary>
    private static async IAsyncEnumerable<SseItem<string>> CampaignEvents(LiveCampaign campaign, Rights rights, [EnumeratorCancellation] CancellationToken gone)
    {
        (long Ordering, string State, long At)? told = null;
        for (string? sent = null; !gone.IsCancellationRequested;)
        {
            var (status, ordering) = campaign.Look();
            var pulse = Pulse.Of(campaign.Key, status, rights);
            var id = ordering.ToString(CultureInfo.InvariantCulture);
            if (pulse != sent) yield return new SseItem<string>(sent = pulse, "pulse") { EventId = id };
            var changed = told is { } last && (last.Ordering, last.State) != (ordering, status.State);
            if (told is null || changed && (Environment.TickCount64 - told.Value.At > ReportBeat.TotalMilliseconds || status.Live is null))
            {
                yield return new SseItem<string>(id, "journal") { EventId = id };
                told = (ordering, status.State, Environment.TickCount64);
            }
            if (!await Wait(Beat.TotalSeconds, gone)) yield break;
        }
    }

    private static async Task<bool> Wait(double seconds, CancellationToken gone)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), gone);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false; // the visitor has left
        }
    }
}
