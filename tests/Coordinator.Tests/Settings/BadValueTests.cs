using System.Collections.Concurrent;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.Study;
using S3Actors.Tests.Coordinator.Formats;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Every key of the reference under values that nobody should write, through every command that takes settings: exit code 2, and one line each.</summary>
public sealed class BadValueTests(BadValueTests.Recorded recorded) : IClassFixture<BadValueTests.Recorded>
{
    private static readonly string Campaign = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "smoke.conf");

    /// <summary>What no setting takes, each with how a message shows it: units, signs, limits of numbers, other notations, lists in lists.</summary>
    private static readonly (string Value, string Shown)[] Values =
    [
        ("20s", "20s"), ("-1", "-1"), ("NaN", "NaN"), ("1e999", "1e999"), ("0x10", "0x10"), ("1 000", "1 000"), ("1,5", "1,5"), ("null", "null"), ("[[1]]", "[[1]]"),
        ("[1, \"x\"]", "[1, x]"),
    ];

    /// <summary>A name is any word; these are none.</summary>
    private static readonly (string Value, string Shown)[] Names =
    [
        ("../x", "../x"), ("a/b", "a/b"), ("/tmp", "/tmp"), (".x", ".x"), ("-x", "-x"), ("a b", "a b"), ("\u00E9", "\u00E9"), ("a\nb", "a b"), ("[[1]]", "[[1]]"), ("a:b", "a:b"),
    ];

    private static readonly string[] Keys =
    [
        .. SettingLayer.Reference.Keys(), "evolution.overrides.depth.rule", "evolution.overrides.stage2.depth.tau", "evolution.overrides.depth.z", "evolution.overrides.depth.assembly",
        .. SettingLayer.FromFile(Campaign).Keys().Where(key => key.StartsWith("space.stage", StringComparison.Ordinal)),
        "space.stage1.gamma.depth", "space.stage2.bounds.embed_dim",
    ];

    [Theory]
    [InlineData("plan", "CAMPAIGN")]
    [InlineData("run", "CAMPAIGN")]
    [InlineData("replay", "frozen")]
    [InlineData("fork", "frozen", "next", "--at-iteration", "1")]
    public void Ten_bad_values_of_every_key_are_one_line_each(params string[] command)
    {
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(Keys, key =>
        {
            foreach (var (value, shown) in key == "campaign.name" ? Names : Values)
            {
                var (exitCode, output, errors) = Run([.. command, .. Beside(command[0], key), "--set", $"{key}={value}"]);
                var line = errors.TrimEnd('\n');
                if (exitCode == ExitCode.BadInput && output.Length == 0 && !line.Contains('\n') && IsOf(line, key, value, shown)) continue;
                wrong.Add($"{key}={value}: {exitCode} {output}{errors}");
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {Keys.Length * Values.Length}:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(40))}");
        Assert.Equal(["frozen", "images"], Directory.GetDirectories(recorded.Campaign.Runs).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>A section where a value stands, in an option.</summary>
    [Theory]
    [InlineData("plan", "CAMPAIGN")]
    [InlineData("replay", "frozen")]
    public void A_section_in_the_place_of_a_value_is_one_line(params string[] command)
    {
        foreach (var key in Keys)
        {
            var (exitCode, output, errors) = Run([.. command, "--set", $"{key}.more=1"]);
            Assert.True((exitCode, output) == (ExitCode.BadInput, "") && errors.StartsWith($"--set: {key}", StringComparison.Ordinal), $"{key}: {exitCode} {output}{errors}");
            Assert.Single(errors.TrimEnd().Split('\n'));
        }
    }

    /// <summary>The settings of a study.</summary>
    [Fact]
    public void Bad_values_of_a_study_are_one_line_each()
    {
        using var folder = new TemporaryFolder();
        var reference = SettingLayer.FromFile(StudyPlan.ReferenceFile);
        foreach (var key in reference.Keys().Where(key => key != "study.campaign"))
        {
            foreach (var (value, shown) in key == "study.name" ? Names.Where(it => it.Value != "a\nb") : Values.Where(it => it.Value != "1,5" || key != "study.seeds"))
            {
                var file = folder.Write("study.conf", $"s3actors {{ study.campaign = \"{Campaign}\" }}\ns3actors.{key} = {SettingLayer.OfOption(value)}\n");
                var (exitCode, output, errors) = Run(["study", file]);
                Assert.True((exitCode, output) == (ExitCode.BadInput, "") && errors.StartsWith($"{file}: {key} = {shown}: ", StringComparison.Ordinal), $"{key}={value}: {exitCode} {output}{errors}");
                Assert.Single(errors.TrimEnd().Split('\n'));
            }
        }
    }

    /// <summary>What only a file can say: HOCON's null, and a section.</summary>
    [Theory]
    [InlineData("null", "null")]
    [InlineData("{ a = 1 }", "{...}")]
    [InlineData("[{ a = 1 }]", "[{...}]")]
    public void In_a_file_too_it_is_one_line(string value, string shown)
    {
        using var folder = new TemporaryFolder();
        var (text, wrong) = (File.ReadAllText(Campaign), new ConcurrentBag<string>());
        Parallel.ForEach(Keys, key =>
        {
            var file = folder.Write($"{key}.conf", $"{text}\ns3actors.{key} = null\ns3actors.{key} = {value}\n");
            var (exitCode, output, errors) = Run(["plan", file, .. Beside("plan", key)]);
            if ((exitCode, output) != (ExitCode.BadInput, "") || !errors.StartsWith($"{file}: {key} = {shown}: ", StringComparison.Ordinal) || errors.TrimEnd('\n').Contains('\n'))
                wrong.Add($"{key}: {exitCode} {output}{errors}");
        });
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    /// <summary>The source, the key, the value, and what is allowed; a key that this command does not take is refused as that, with the value as it was written.</summary>
    private static bool IsOf(string line, string key, string value, string shown)
    {
        var ends = new[] { shown, value.ReplaceLineEndings(" ") }.Select(it => $"--set: {key} = {it}: ").Where(it => line.StartsWith(it, StringComparison.Ordinal)).ToList();
        return ends.Count > 0 && line.Length > ends[0].Length && !line.Contains("Exception", StringComparison.Ordinal);
    }

    /// <summary>Folders of images are looked at where images stand in folders.</summary>
    private string[] Beside(string command, string key) => command == "replay" || key is not ("data.training_folder" or "data.test_folder") ? []
        : ["--set", "data.kind=image-folder", "--set", $"data.folder={recorded.Images}"];

    private (int ExitCode, string Output, string Errors) Run(string[] arguments) =>
        CommandInProcess.RunRefused([.. arguments.Select(it => it == "CAMPAIGN" ? Campaign : it), "--runs", recorded.Campaign.Runs]);

    /// <summary>A campaign that can be replayed and forked, and folders for images.</summary>
    public sealed class Recorded : IDisposable
    {
        public Recorded()
        {
            foreach (var folder in (string[])["train", "val"]) Directory.CreateDirectory(Path.Combine(Images, folder));
        }

        internal FrozenCampaign Campaign { get; } = new("v1");

        internal string Images => Path.Combine(Campaign.Runs, "images");

        public void Dispose() => Campaign.Dispose();
    }
}
