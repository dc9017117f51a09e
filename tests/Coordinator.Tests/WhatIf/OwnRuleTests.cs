using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.WhatIf;

/// <summary>Rules of a user's own: they decide a campaign, go with it, and run only where the user said so.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class OwnRuleTests(UninterruptedCampaign campaign) : IDisposable
{
    private static readonly string[] Small = ["--set", "training.steps=6", "--set", "training.final_steps=6", "--set", "evolution.iterations=1", "--set", "search.generations=1", "--set", "search.control=false"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sample_project_is_built_decides_a_campaign_beside_a_built_in_rule_and_goes_with_it()
    {
        var assembly = _folder.Path("MyRules.dll");
        File.Copy(RuleAssemblies.Sample, assembly);
        var name = $"MyRules.dll 1.2.0.0 sha256:{Digest(assembly)}";
        string[] run = ["run", _folder.Write("tiny.conf", TinyCampaign.Text), "--runs", Runs, .. Small,
            "--set", "evolution.rule=last-is-best", "--set", $"evolution.assembly={assembly}", "--set", "evolution.overrides.depth.rule=sign"];
        AssertRefused("the rule 'last-is-best' is code of your own (MyRules.dll 1.2.0.0 sha256:", Product(run));
        Assert.False(Directory.Exists(Runs));

        AssertSucceeds(Product([.. run, "--rule-assembly", assembly]));
        using (var journal = new JournalReader(Folder("tiny")))
        {
            var events = journal.All().Select(row => row.Event).ToList();
            Assert.Equal(name, events.OfType<CampaignCreated>().Single().Spec.Evolution.Rule.Assembly);
            var rules = events.OfType<MoveProposed>().ToDictionary(it => it.Dimension.ToString(), it => it.Rule);
            Assert.Equal(("sign", "last-is-best"), (rules["stage1.depth"], rules["stage2.embed_dim"]));
        }
        Assert.Equal(Digest(assembly), Digest(Folder("tiny").RuleFile(new RuleAssembly("MyRules.dll", "1.2.0.0", Digest(assembly)))));
        AssertSucceeds(Product("audit", "tiny", "--verify", "--runs", Runs)); // trusted from then on
        AssertSucceeds(Product("fork", "tiny", "other", "--at-iteration", "1", "--set", "evolution.max_steps=off", "--runs", Runs));
        File.Move(assembly, _folder.Path("elsewhere.dll"));
        var forked = CampaignConfiguration.Read(Path.Combine(Runs, "other", "campaign.conf"), [], name: null, Runs).Spec; // names no file: it has a copy
        Assert.Equal((name, CampaignHistory.Read(Folder("other")).SpecDigest), (forked.Evolution.Rule.Assembly, SpecDigest.Of(forked)));
        Assert.True(File.Exists(Folder("other").RuleFile(new RuleAssembly("MyRules.dll", "1.2.0.0", Digest(_folder.Path("elsewhere.dll"))))));

        // Without the trust all is verified but what the rule decided.
        var (exitCode, output, _) = Processes.Product.RunWith(Stranger, "audit", "tiny", "--verify", "--runs", Runs);
        Assert.Equal(1, exitCode);
        Assert.Contains($"  rules: decisions cannot be made again: the rule 'last-is-best' is code of your own ({name})", output, StringComparison.Ordinal);
        Assert.Contains("\n1 thing(s) do not agree", output, StringComparison.Ordinal);

        Assert.Equal(
            $"--set: evolution.assembly = {assembly}: the rule assembly {assembly}: no such file; a campaign that has begun keeps a copy in its folder 'rules'",
            Assert.Throws<ConfigurationException>(() => _folder.Configure(TinyCampaign.Text, "evolution.rule=last-is-best", $"evolution.assembly={assembly}")).Message);
        File.WriteAllBytes(assembly, [.. File.ReadAllBytes(_folder.Path("elsewhere.dll")), 0]);
        (exitCode, _, var errors) = Product(run);
        Assert.Equal(2, exitCode);
        Assert.Contains($"  evolution.assembly: {name} in the journal, MyRules.dll 1.2.0.0 sha256:{Digest(assembly)} now", errors, StringComparison.Ordinal);
    }

    /// <summary>As earlier versions recorded it, a path; and as this one does, with the copy in the campaign's folder.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_reading_command_runs_what_a_campaign_names_or_brings(bool asPath)
    {
        using var copy = new CampaignCopy(campaign);
        var (file, mark) = (_folder.Path("Hostile.dll"), _folder.Path("it ran"));
        RuleAssemblies.WriteHostile(file, mark);
        var assembly = new RuleAssembly("Hostile.dll", "6.6.6.0", Digest(file));
        Forge(copy.Folder, asPath ? file : assembly.ToString());
        Directory.CreateDirectory(Path.GetDirectoryName(copy.Folder.RuleFile(assembly))!);
        File.Copy(file, copy.Folder.RuleFile(assembly));
        var brought = Path.Combine(copy.Folder.Path, "campaign.conf");
        File.WriteAllText(brought, TinyCampaign.Text.Replace("rule = \"linear-floor\"", $"rule = \"hostile\", assembly = \"{copy.Folder.RuleFile(assembly)}\"", StringComparison.Ordinal));

        string[][] commands =
        [
            ["audit", "tiny", "--verify"], ["replay", "tiny"], ["replay", "tiny", "--execute"], ["run", brought],
            .. asPath ? (string[][])[] :
            [
                ["status", "tiny"], ["list"], ["audit", "tiny", "--overview"], ["replay", "tiny", "--rule", "sign"], ["replay", "tiny", "--sweep", "tau=1..2"],
                ["replay", "tiny", "--compare", "sign,hostile"], ["compare", "tiny", "tiny"], ["report", "tiny"], ["export", "tiny"], ["doctor", "tiny"],
                ["fork", "tiny", "new", "--at-iteration", "3"], ["plan", brought, "--count-only"],
            ],
        ];
        var ended = commands.ToDictionary(it => string.Join(' ', it), it => Processes.Product.Run([.. it, "--runs", copy.Runs]), StringComparer.Ordinal);
        Assert.False(File.Exists(mark));
        foreach (var it in ended.Values) Assert.DoesNotContain("an error that S3Actors does not know", it.Errors, StringComparison.Ordinal);
        foreach (var refused in (string[])["replay tiny", "replay tiny --execute", $"run {brought}", .. asPath ? (string[])[] : [$"plan {brought} --count-only", "replay tiny --compare sign,hostile"]])
            AssertRefused("the rule 'hostile' is code of your own", ended[refused]);
        if (!asPath)
            foreach (var works in (string[])["status tiny", "report tiny", "export tiny", "fork tiny new --at-iteration 3", "compare tiny tiny", "replay tiny --rule sign"])
                AssertSucceeds(ended[works]);

        // The user says so: it runs, and the campaign, which is complete, is recognised under either name of its rule.
        AssertSucceeds(Processes.Product.RunWith(Stranger, "run", brought, "--rule-assembly", file, "--runs", copy.Runs));
        Assert.True(File.Exists(mark));
    }

    private string Runs => _folder.Path("runs");

    /// <summary>The configuration of a user who trusts nothing yet.</summary>
    private Dictionary<string, string> Stranger => new() { ["XDG_CONFIG_HOME"] = _folder.Path("stranger") };

    private CampaignFolder Folder(string name) => new(Path.Combine(Runs, name));

    private (int ExitCode, string Output, string Errors) Product(params string[] arguments) =>
        Processes.Product.RunWith(new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.Path("config") }, arguments);

    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static void AssertSucceeds((int ExitCode, string Output, string Errors) ended) => Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);

    private static void AssertRefused(string expected, (int ExitCode, string Output, string Errors) ended)
    {
        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Contains(expected, Assert.Single(ended.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>Writes another rule into a campaign's specification, with digests and a chain that hold.</summary>
    private static void Forge(CampaignFolder folder, string assembly)
    {
        using var connection = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadWrite);
        var rows = new List<(long Number, string Name, byte[] Message)>();
        using (var read = connection.CreateCommand())
        {
            read.CommandText = "SELECT sequence_number, manifest, message FROM journal WHERE persistence_id = 'tiny/campaign' ORDER BY sequence_number";
            using var row = read.ExecuteReader();
            while (row.Read()) rows.Add((row.GetInt64(0), row.GetString(1), (byte[])row.GetValue(2)));
        }
        byte[] previous = [];
        foreach (var (number, name, message) in rows)
        {
            var (header, content) = EventCodec.Decode(name, message);
            if (content is CampaignCreated created)
            {
                var spec = created.Spec with { Evolution = created.Spec.Evolution with { Rule = created.Spec.Evolution.Rule with { Name = "hostile", Assembly = assembly } } };
                content = created with { Spec = spec, SpecDigest = SpecDigest.Of(spec) };
            }
            var forged = EventCodec.Encode(header with { PreviousDigest = previous }, content);
            previous = SHA256.HashData(forged);
            using var write = connection.CreateCommand();
            write.CommandText = "UPDATE journal SET message = $message WHERE persistence_id = 'tiny/campaign' AND sequence_number = $number";
            write.Parameters.AddWithValue("$message", forged);
            write.Parameters.AddWithValue("$number", number);
            Assert.Equal(1, write.ExecuteNonQuery());
        }
    }
}
