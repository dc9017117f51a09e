using System.Text;
using FsCheck;
using FsCheck.Fluent;
using S3Actors.Coordinator.Settings;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Whatever text stands in a campaign's file, it is a configuration or a list of problems, each of them one line.</summary>
public sealed class HostileTextTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "=", ":", "+=", ",", ".", "\"", "\"\"\"", "#", "//", "\\", "\n", "\t", " ", "\u0000", "\ufeff", "${s3actors.training}", "${?none}", "${", "$",
        "include \"reference.conf\"", "s3actors", "s3actors {", "training", "steps", "space.stage1", "depth", "1e999", "-1", "NaN", "off", "null", "true", "0x10", "1.5", "雪", "\u2028",
        "99999999999999999999", "[[", "{}", "[1, 2]", "campaign.name = \"../x\"", "execution.device = tpu", "'", "`", "%", "@", "a.b.c.d = 1",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_spoilt_campaign_is_read_or_refused_in_lines() =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed => IsReadOrRefused(Spoil(TinyCampaign.Text, new Random(seed))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Any_heap_of_pieces_is_read_or_refused_in_lines() =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            return IsReadOrRefused(string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Pieces[random.Next(Pieces.Length)])));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Any_text_at_all_is_read_or_refused_in_lines() =>
        Prop.ForAll<string>(text => IsReadOrRefused(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Theory]
    [InlineData("{", 100_000, "line 1: more than 32 brackets are open")]
    [InlineData("[", 100_000, "line 1: more than 32 brackets are open")]
    [InlineData("s3actors {\na ", 5_000, "line 33: more than 32 brackets are open")]
    [InlineData("a = [\n", 20_000, "line 2: '=' cannot stand in a list outside of quotes")]
    [InlineData("{ # }\n", 20_000, "line 33: more than 32 brackets are open")]
    [InlineData("{ // }\n", 15_000, "line 33: more than 32 brackets are open")]
    [InlineData("{ \"\\\"}\"", 15_000, "line 1: more than 32 brackets are open")]
    [InlineData("\"\"\"x\" {\"\"\"", 10_000, "line 1: text in triple quotes is not read here")]
    [InlineData("a.", 50_000, "line 1: a key of more than 64 parts")]
    [InlineData("[a.\n", 30_000, "line 33: more than 32 brackets are open")]
    [InlineData("a . # b\n", 15_000, "line 64: a key of more than 64 parts")]
    [InlineData("x", (128 << 10) + 1, "it is longer than 128 KiB")]
    public void Depth_is_refused_and_not_followed(string piece, int times, string problem) =>
        Assert.Equal($"this is not HOCON: {problem}", Refusal(string.Concat(Enumerable.Repeat(piece, times))));

    [Theory]
    [InlineData("a = ${s3actors.b}, b = ${s3actors.a}", "substitutions ${...} are not read here; write the value itself")]
    [InlineData("a = \"\"\"x\"\"\"", "text in triple quotes is not read here")]
    [InlineData("a = [1, }", "'}' cannot close the '[' of line 2")]
    [InlineData("a = [1, 2", "'}' cannot close the '[' of line 2", 3)]
    [InlineData("a = [?]", "'?' cannot stand in a list outside of quotes")]
    [InlineData("a = \"b", "a quoted text is never closed")]
    [InlineData("}", "'}' closes nothing", 3)]
    public void What_the_parser_would_follow_in_circles_or_pass_over_is_refused_with_its_line(string settings, string problem, int line = 2) =>
        Assert.Equal($"this is not HOCON: line {line}: {problem}", Refusal($"s3actors {{\n{settings}\n}}"));

    /// <summary>What only the parser notices: it says no line itself.</summary>
    [Theory]
    [InlineData("a = 1\nb = \"x\\q\"\nc = 2", 3)]
    [InlineData("a {\n  b = 1\n}\n@ = 3\nc = [\n1, 2\n]", 5)]
    [InlineData("a = 1\ninclude \"reference.conf\"\nb = 2", 3)]
    [InlineData("a = [\n\"x\",\n\"\\q\"\n]", 4)]
    [InlineData("a = \"two\nlines\"\nb = \"\\q\"", 4)]
    public void What_the_parser_refuses_has_its_line(string settings, int line) =>
        Assert.StartsWith($"this is not HOCON: line {line}: ", Refusal($"s3actors {{\n{settings}\n}}"), StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_included() =>
        Assert.Equal("this is not HOCON: line 1: no file can be included", Refusal("s3actors { include \"reference.conf\" }"));

    [Fact]
    public void A_key_with_a_dot_in_quotes_is_no_setting() =>
        Assert.Equal("\"training.steps\"", Assert.Single(Assert.Throws<ConfigurationException>(
            () => _folder.Configure(MinimalCampaign.Text + "\ns3actors { \"training.steps\" = 3 }")).Problems).Key);

    [Theory]
    [InlineData("data.mean = [0.1] # ] } ${ ' ? `")]
    [InlineData("data.mean = [ // ]\n 0.1 ]")]
    [InlineData("data.mean = [\"0.1\"] #")]
    [InlineData("campaign { name = \"a-b\" }")]
    public void Brackets_in_comments_and_quotes_are_none(string settings) =>
        Assert.NotNull(_folder.Configure(MinimalCampaign.Text + "\ns3actors {\n" + settings + "\n}"));

    [Fact]
    public void A_hundred_thousand_braces_are_one_line_and_bad_input()
    {
        var (exitCode, output, errors) = Product.Run("run", _folder.Write("deep.conf", new string('{', 100_000)), "--runs", _folder.Path("runs"));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal($"{_folder.Path("deep.conf")}: this is not HOCON: line 1: more than 32 brackets are open\n", errors);
    }

    private string Refusal(string text) => Assert.Single(Assert.Throws<ConfigurationException>(() => _folder.Configure(text)).Problems).Message;

    private bool IsReadOrRefused(string text)
    {
        try
        {
            File.WriteAllBytes(_folder.Path("x.conf"), Encoding.UTF8.GetBytes(text)); // half a pair of surrogates becomes a question mark
            CampaignConfiguration.Read(_folder.Path("x.conf"), [], name: null, _folder.Path("runs"));
            return true;
        }
        catch (ConfigurationException e)
        {
            return e.Problems.Count > 0 && e.Problems.All(problem => problem.ToString().ReplaceLineEndings("").Length == problem.ToString().Length);
        }
    }

    private static string Spoil(string text, Random random)
    {
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 30), text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(random.Next(text.Length), text.Substring(at, length)),
            };
            if (text.Length == 0) return "x";
        }
        return text;
    }
}
