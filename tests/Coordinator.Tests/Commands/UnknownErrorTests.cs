using System.Text.RegularExpressions;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Commands;

/// <summary>A user's rule with a bug.</summary>
public sealed class ThrowingRule : IUpdateRule
{
    public string Name => "throwing";

    public string Version => "0.1";

    public RuleDecision Decide(DimensionMeasurement measurement, RuleSpec spec) => throw new NotSupportedException("a bug of the rule");
}

/// <summary>An error that nothing expects is one line, too, and a file has what a developer needs.</summary>
[Collection(WatchingCollection.Name)]
public sealed partial class UnknownErrorTests(UninterruptedCampaign campaign)
{
    [Theory(Skip = "A rule is one trusted assembly now; the throwing rule needs one of its own")]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_details_are_in_a_file_that_the_line_names(bool json)
    {
        string[] command = ["replay", "tiny", "--rule", "throwing", "--rule-assembly", typeof(ThrowingRule).Assembly.Location, "--runs", campaign.Runs];
        var (exitCode, output, errors) = Product.Run(json ? [.. command, "--json"] : command);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.DoesNotContain("a bug of the rule", errors, StringComparison.Ordinal);
        if (json) Assert.Equal(1, System.Text.Json.JsonDocument.Parse(errors).RootElement.GetProperty("exit_code").GetInt32());
        else Assert.Single(errors.TrimEnd().Split('\n'));
        var file = FileName().Match(errors).Value;
        var details = File.ReadAllText(file);
        File.Delete(file);
        Assert.Contains("a bug of the rule", details, StringComparison.Ordinal);
        Assert.Contains("   at " + typeof(ThrowingRule).FullName, details, StringComparison.Ordinal);
        Assert.Contains("replay", details, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"/\S+/s3actors-error-[0-9-]+\.txt")]
    private static partial Regex FileName();
}
