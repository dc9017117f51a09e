using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Every key of the reference under values that nobody should write: one line each, exit code 2, and no exception text.</summary>
public sealed class BadValueTests
{
    private static readonly string Campaigns = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns");

    private static readonly string[] Values =
        ["20s", "-1", "1e999", "NaN", "99999999999999999999", "0.0000001", "[]", "[1, \"x\"]", "\"\"", "nonsense", "[[1]]", "[3, 2, 1]", "[-5, 1e300]"];

    public static TheoryData<string> Keys { get; } = new(SettingLayer.FromFile(CampaignConfiguration.ReferenceFile).Keys()
        .Concat(SettingLayer.FromFile(Path.Combine(Campaigns, "smoke.conf")).Keys().Where(key => key.StartsWith("space.stage", StringComparison.Ordinal)))
        .Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_bad_value_is_one_line_or_a_campaign_that_can_be_planned(string key)
    {
        foreach (var value in Values)
        {
            var (output, errors) = (Console.Out, Console.Error);
            using var said = new StringWriter();
            int exitCode;
            try
            {
                Console.SetOut(TextWriter.Null);
                Console.SetError(said);
                exitCode = await S3Actors.Coordinator.Program.Main(["plan", Path.Combine(Campaigns, "smoke.conf"), "--count-only", "--set", $"{key}={value}"]);
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(errors);
            }
            var text = said.ToString();
            Assert.True(exitCode is ExitCode.Done or ExitCode.BadInput, $"{key}={value}: {exitCode} {text}");
            Assert.DoesNotContain("   at ", text);
            Assert.DoesNotContain("Exception", text);
            if (exitCode == ExitCode.BadInput) Assert.NotEmpty(text.Trim());
        }
    }
}
