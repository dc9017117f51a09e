using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What a person sees on a terminal.</summary>
[Collection(ProcessCollection.Name)]
public sealed partial class TerminalTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private const string PauseLine = "pausing: the work in hand is finished and saved first; a second Ctrl-C stops at once";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Runs => _folder.Path("runs");

    [Theory]
    [InlineData(24)]
    [InlineData(60)]
    [InlineData(200)]
    public void The_pause_line_is_whole_at_any_width(int columns)
    {
        using var terminal = PseudoTerminal.Start(columns, Run("training.steps=100000"));
        terminal.WaitFor("table", screen => screen.Words.Contains("iteration-1", StringComparison.Ordinal));
        terminal.PressControlC();
        Assert.True(terminal.Wait() == 3, terminal.Screen.ToString());
        var screen = terminal.Screen;
        Assert.True(screen.Words.Contains(PauseLine, StringComparison.Ordinal), screen.ToString());
        Assert.Contains("the same command goes on", screen.Words, StringComparison.Ordinal);
        Assert.Single(Pausing().Matches(screen.Words));
        Assert.True(screen.HasCursor);
    }

    [Fact]
    public void A_second_Ctrl_C_stops_at_once_and_leaves_the_terminal_as_it_was()
    {
        using var terminal = PseudoTerminal.Start(80, Run("training.steps=1000000", "training.checkpoint_every_steps=1000000", "execution.slice_steps=20000", "execution.stop_timeout_seconds=1000"));
        terminal.WaitFor("table", screen => screen.Words.Contains("iteration-1", StringComparison.Ordinal));
        terminal.PressControlC();
        terminal.WaitFor("pause line", screen => screen.Words.Contains(PauseLine, StringComparison.Ordinal));
        terminal.PressControlC();
        Assert.Equal(128 + 2, terminal.Wait());
        Assert.True(terminal.Screen.HasCursor);
    }

    [Theory]
    [InlineData("dumb")]
    [InlineData(null)]
    [InlineData("xterm-256color", "--plain")]
    public void A_terminal_that_knows_only_lines_and_whoever_asks_for_them_gets_lines(string? kind, params string[] options)
    {
        using var terminal = PseudoTerminal.StartWith(new Dictionary<string, string?> { ["TERM"] = kind }, 80, [.. Run("training.steps=100000"), .. options]);
        terminal.WaitFor("line", screen => screen.Words.Contains("iteration-1: train: step", StringComparison.Ordinal));
        terminal.PressControlC();
        Assert.True(terminal.Wait() == 3, terminal.Screen.ToString());
        if (options.Length == 0) Assert.DoesNotContain('\x1b', terminal.Drawn);
        else Assert.DoesNotContain("\x1b[J", terminal.Drawn, StringComparison.Ordinal); // the runtime itself greets a terminal that knows more
        Assert.Contains(PauseLine, terminal.Drawn, StringComparison.Ordinal); // a screen breaks the line where it is full
    }

    [Fact]
    public void A_watched_status_stands_in_one_place()
    {
        using var product = Product.Start(Run("training.steps=100000"));
        Assert.True(TinyCampaign.WaitForRows(_folder.Path("runs/tiny"), 4, product), product.Errors);
        using var terminal = PseudoTerminal.Start(40, "status", "tiny", "--watch", "--runs", Runs);
        terminal.WaitFor("change", _ => terminal.Drawn.Contains("\x1b[J", StringComparison.Ordinal));
        product.Interrupt();
        Assert.True(product.Wait() == 3, product.Errors);
        Assert.True(terminal.Wait() == 0, terminal.Screen.ToString());
        var lines = terminal.Screen.Lines;
        Assert.StartsWith("campaign", lines[0], StringComparison.Ordinal);
        Assert.Single(lines, line => line.StartsWith("state", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("state        paused", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("running", StringComparison.Ordinal));
        Assert.True(terminal.Screen.HasCursor);
    }

    [Fact]
    public void A_watched_status_is_a_line_of_JSON_for_each_change_under_json()
    {
        using var product = Product.Start(Run("training.steps=100000"));
        Assert.True(TinyCampaign.WaitForRows(_folder.Path("runs/tiny"), 4, product), product.Errors);
        using var watch = Product.Start("status", "tiny", "--watch", "--json", "--runs", Runs);
        product.Interrupt();
        Assert.True(product.Wait() == 3, product.Errors);
        Assert.True(watch.Wait() == 0, watch.Errors);
        var states = watch.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("state").GetString()).ToList();
        Assert.Equal("paused", states[^1]);
    }

    [Theory]
    [InlineData("none/page.html", "there is no folder ")]
    [InlineData(".", "is a folder; name the file to write")]
    [InlineData("", "names no file")]
    public void A_page_that_cannot_stand_where_it_is_asked_for_is_refused_in_a_line(string page, string says)
    {
        var file = page.Length == 0 ? "" : _folder.Path(page);
        var (exitCode, output, errors) = Product.Run("report", "tiny", "--html", file, "--runs", uninterrupted.Runs);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("--html", errors, StringComparison.Ordinal);
        Assert.Contains(says, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string[] Run(params string[] settings) => ["run", uninterrupted.File, "--runs", Runs, .. settings.SelectMany(setting => new[] { "--set", setting })];

    [GeneratedRegex("pausing: ")]
    private static partial Regex Pausing();
}
