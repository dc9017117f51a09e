using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Tests.Coordinator.Formats;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Every key of the reference under values that nobody should write: one line for each problem, exit code 2, and no exception text.</summary>
public sealed class BadValueTests(BadValueTests.Recorded recorded) : IClassFixture<BadValueTests.Recorded>
{
    private static readonly string Campaigns = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns");

    private static readonly string[] Values =
        ["20s", "-1", "1e999", "NaN", "99999999999999999999", "0.0000001", "[]", "[1, \"x\"]", "\"\"", "nonsense", "[[1]]", "[3, 2, 1]", "[-5, 1e300]"];

    public static TheoryData<string> Keys { get; } = new(SettingLayer.FromFile(CampaignConfiguration.ReferenceFile).Keys()
        .Concat(SettingLayer.FromFile(Path.Combine(Campaigns, "smoke.conf")).Keys().Where(key => key.StartsWith("space.stage", StringComparison.Ordinal)))
        .Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_bad_value_is_one_line_through_every_command_that_takes_settings(string key)
    {
        var file = Path.Combine(Campaigns, "smoke.conf");
        var refused = new List<string>();
        foreach (var value in Values)
        {
            var (exitCode, errors) = Run("plan", file, "--count-only", "--set", $"{key}={value}");
            Assert.True(exitCode is ExitCode.Done or ExitCode.BadInput, $"{key}={value}: {exitCode} {errors}");
            Assert.True(exitCode == ExitCode.Done ? errors.Length == 0 : AreLines(errors), $"{key}={value}: {errors}");
            if (exitCode == ExitCode.BadInput) refused.Add(value);
        }
        Assert.NotEmpty(refused);
        // The settings of all of these are read by the same code: one value each is enough to see that they lead to it.
        string[][] commands = [["run", file], ["replay", "frozen"], ["fork", "frozen", "next", "--at-iteration", "1"]];
        foreach (var (i, command) in commands.Index())
        {
            var value = refused[i * (refused.Count - 1) / commands.Length];
            var (exitCode, errors) = Run([.. command, "--set", $"{key}={value}"]);
            Assert.True(exitCode == ExitCode.BadInput && AreLines(errors), $"{command[0]} {key}={value}: {exitCode} {errors}");
        }
        Assert.Equal(["frozen"], Directory.GetDirectories(recorded.Campaign.Runs).Select(Path.GetFileName));
    }

    private (int ExitCode, string Errors) Run(params string[] arguments)
    {
        var (exitCode, _, errors) = CommandInProcess.Run([.. arguments, "--runs", recorded.Campaign.Runs]);
        return (exitCode, errors);
    }

    /// <summary>A line for each setting that is wrong, of source, key, value and what is allowed; what follows a heading is set in.</summary>
    private static bool AreLines(string errors) =>
        errors.Length > 0 && !errors.Contains("Exception", StringComparison.Ordinal) && !errors.Contains("   at ", StringComparison.Ordinal)
        && errors.TrimEnd().Split('\n').All(line => line.Contains(": ", StringComparison.Ordinal) || line.EndsWith(':') || line.StartsWith("  ", StringComparison.Ordinal));

    /// <summary>A campaign that can be replayed and forked.</summary>
    public sealed class Recorded : IDisposable
    {
        internal FrozenCampaign Campaign { get; } = new("v1");

        public void Dispose() => Campaign.Dispose();
    }
}
