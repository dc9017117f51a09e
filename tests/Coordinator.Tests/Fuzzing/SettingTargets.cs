using System.Text;
using S3Actors.Coordinator;
using S3Actors.Coordinator.Settings;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Fuzzing;

/// <summary>What a user writes: a campaign's file, a command line.</summary>
internal static class SettingTargets
{
    private static readonly string[] HoconPieces =
    [
        "{", "}", "[", "]", "=", ":", "+=", ",", "\"", "\"\"\"", "#", "//", "\\", "\n", "${s3actors.training}", "include \"x\"", "s3actors", "1e999", "-1", "NaN", "off", "1000000", "99999999999999999999", "20s", "\u2028",
        "maximum_mean_macs = 1000", "max_steps = 0", "depth = [1, 1000000]", "image_size = 2147483647", "iterations = 2147483647", "class_count = 2147483647",
    ];

    private static readonly string[] Words =
    [
        "run", "status", "audit", "replay", "fork", "compare", "report", "retrain", "export", "plan", "cost", "doctor", "chaos", "--runs", "--json", "--set", "--name", "--help", "--data", "--save",
        "--at-iteration", "--verify", "--watch", "--", "-", "=", "training.steps=1", "\"", "", "@file", "[suggest]", "[parse]", "--set=", "99999999999", "-x", "tiny", "a b", "\n", "\u0000", "--version", "--kills",
    ];

    /// <summary>Every setting is read, checked, and what passes is a specification that can be told in words again.</summary>
    public static FuzzTarget Hocon()
    {
        var reference = SettingLayer.Reference;
        return new([Encoding.UTF8.GetBytes(TinyCampaign.Text), Encoding.UTF8.GetBytes(MinimalCampaign.Text)], HoconPieces, bytes => FuzzTarget.Refused<ConfigurationException>(() =>
        {
            var layer = SettingLayer.FromText("x.conf", Encoding.UTF8.GetString(bytes));
            var spec = CampaignConfiguration.Read(new SettingReader([layer, reference]), name: null, "x", "runs", withImages: false).Spec;
            SpecText.Of(spec);
        }));
    }

    /// <summary>Words are parted by blanks. A command line is understood, or refused in one line; nothing is carried out.</summary>
    public static FuzzTarget CommandLine() => new(
        [.. ((string[])["run a.conf --set training.steps=1 --json", "fork a b --at-iteration 2", "doctor --data a.conf", "audit a --iteration 2 --dimension stage1.depth", "replay a --sweep tau=0.1..4"]).Select(Encoding.UTF8.GetBytes)],
        [.. Words.Select(word => $" {word} ")],
        bytes =>
        {
            if (Program.Problem(Encoding.UTF8.GetString(bytes).Split(' ')) is not { } problem) return true;
            Assert.Equal(problem, problem.ReplaceLineEndings(""));
            return false;
        });
}
