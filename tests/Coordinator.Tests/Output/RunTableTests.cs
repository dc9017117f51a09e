using S3Actors.Coordinator.Board;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting.Progress;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Output;

/// <summary>The table that <c>run</c> draws in place, of a campaign that is complete.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class RunTableTests(UninterruptedCampaign campaign)
{
    private RunView View
    {
        get
        {
            var history = CampaignHistory.ReadDecisions(new(campaign.Folder));
            var phase = new PhaseWatch(TimeProvider.System, new Progress(CampaignPhase.Train, 1, "iteration-1", 310, 700, "step", 64, "")
            {
                Step = new StepFigures(0.912, 0.95, 0.981, 1.234, 0.0029) { WaitShare = 0.003, PeakShare = 0.41 },
            });
            return new RunView("tiny", phase, phase, CampaignStatus.Of(history, lockHeld: true), history.Iterations.Last(it => it.Evolved is not null));
        }
    }

    [Fact]
    public void It_says_what_is_done_how_it_goes_how_the_space_moved_and_the_best_so_far()
    {
        var view = View;
        var text = RunTable.Of(view, 110, 60, colour: false);
        foreach (var part in new[] { "tiny", "train iteration-1", "[########------------]", "step 310 of 700", "loss 0.912 largest", "0.950 random", "0.981 smallest", "0.3 % waiting for images", "41 % of the peak",
            $"best so far {view.Status!.Best!.SearchValidationErrorPercent:0.00} %", "E-T error of each dimension's best choice" })
            Assert.Contains(part, text, StringComparison.Ordinal);
        foreach (var it in view.Evolved!.Dimensions) // a line each, with its error, its arrow and its word
        {
            var line = Assert.Single(text.Split('\n'), line => line.Contains($" {it.Id} ", StringComparison.Ordinal));
            var arrow = it.Move!.AppliedSteps switch { > 0 => "↑ grew", < 0 => "↓ shrank", _ => "= " };
            Assert.Contains(arrow, line, StringComparison.Ordinal);
            Assert.Contains($"{100 * it.Errors.Min(error => error.Event.Error.Q):0.00} %", line, StringComparison.Ordinal);
        }
        Assert.DoesNotContain('\x1b', text);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(40, 24)]
    [InlineData(20, 12)]
    [InlineData(1, 1)]
    public void It_fits_a_narrow_and_a_low_terminal(int width, int rows)
    {
        var lines = RunTable.Of(View, width, rows, colour: false).TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Math.Max(1, width - 1)));
        if (width == 80) Assert.InRange(lines.Length, 5, rows - 1);
    }

    [Fact]
    public void Colours_mark_the_moves_alone()
    {
        var view = View;
        var plain = RunTable.Of(view, 110, 60, colour: false);
        var coloured = RunTable.Of(view, 110, 60, colour: true);
        Assert.Equal(view.Evolved!.Dimensions.Count, coloured.Split("\x1b[0m").Length - 1);
        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(coloured, "\x1b\\[[0-9;]*m", ""));
    }

    [Fact]
    public void A_line_that_is_said_stands_above_what_is_drawn_again()
    {
        var output = new StringWriter();
        var place = new RedrawnText(output, () => 10);
        place.Show("one\n\x1b[32mtwo\x1b[0m\n");
        place.Show("three\n", ["said"]);
        Assert.Equal("one\n\x1b[32mtwo\x1b[0m\n\r\x1b[2A\x1b[Jsaid\nthree\n", output.ToString());
    }
}
