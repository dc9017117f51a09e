using System.Text.RegularExpressions;
using S3Actors.Tests.Coordinator.Processes;
using S3Actors.Tests.Coordinator.WhatIf;

namespace S3Actors.Tests.Coordinator.Commands;

/// <summary>An error that nothing expects is one line, too, and a file has what a developer needs.</summary>
[Collection(WatchingCollection.Name)]
public sealed partial class UnknownErrorTests(UninterruptedCampaign campaign)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_details_are_in_a_file_that_the_line_names(bool json)
    {
        using var folder = new TemporaryFolder();
        var assembly = folder.Path("ThrowingRule.dll");
        RuleAssemblies.WriteThrowing(assembly, "ThrowingRule", "a bug of the rule");
        string[] command = ["replay", "tiny", "--rule", "throwing", "--rule-assembly", assembly, "--runs", campaign.Runs];
        var (exitCode, output, errors) = Product.RunAlone(json ? [.. command, "--json"] : command);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.DoesNotContain("a bug of the rule", errors, StringComparison.Ordinal);
        if (json) Assert.Equal(1, System.Text.Json.JsonDocument.Parse(errors).RootElement.GetProperty("exit_code").GetInt32());
        else Assert.Single(errors.TrimEnd().Split('\n'));
        var file = FileName().Match(errors).Value;
        var details = File.ReadAllText(file);
        File.Delete(file);
        Assert.Contains("a bug of the rule", details, StringComparison.Ordinal);
        Assert.Contains("   at ThrowingRule", details, StringComparison.Ordinal);
        Assert.Contains("replay", details, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"/\S+/s3actors-error-[0-9-]+\.txt")]
    private static partial Regex FileName();
}
