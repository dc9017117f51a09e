using System.Globalization;
using S3Actors.Coordinator.Output;

namespace S3Actors.Tests.Coordinator.Output;

/// <summary>Tables and numbers as people read them.</summary>
public sealed class TextTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_and_lines_end_without_blanks()
    {
        var table = new TextTable("name", "n", "note") { LeftAligned = new HashSet<int> { 0, 2 } };
        table.Add("a", "100", "");
        table.Add("longer", "2", "x");
        Assert.Equal("  name      n  note\n  a       100\n  longer    2  x\n", table.ToText(indent: 2));
    }

    [Fact]
    public void A_row_has_as_many_cells_as_the_header() => Assert.Throws<ArgumentOutOfRangeException>(() => new TextTable("a", "b").Add("c"));

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(61, "1 min 01 s")]
    [InlineData(3725, "1 h 02 min")]
    public void A_duration_is_told_in_two_units_at_most(double seconds, string expected) => Assert.Equal(expected, NumberText.Duration(seconds));

    [Fact]
    public void Numbers_do_not_follow_the_locale()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(("17.30", "-0.250", "0.041", "1.500", "{0.5, 8}", "-"),
                (NumberText.Percent(0.173), NumberText.Points(-0.25), NumberText.Error(0.0413), NumberText.Millions(1.5e6), NumberText.Choices([0.5, 8]), NumberText.Points(double.NaN)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("runs/tiny/campaign.conf", "runs/tiny/campaign.conf")]
    [InlineData("my runs/a.conf", "'my runs/a.conf'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME;`id`", "'$HOME;`id`'")]
    [InlineData("~", "'~'")]
    [InlineData("", "''")]
    public void A_word_of_a_command_is_what_a_shell_takes_for_it(string word, string expected)
    {
        Assert.Equal(expected, ShellText.Quoted(word));
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", $"printf %s {ShellText.Quoted(word)}"]) { RedirectStandardOutput = true })!;
        Assert.Equal(word, shell.StandardOutput.ReadToEnd());
    }
}
