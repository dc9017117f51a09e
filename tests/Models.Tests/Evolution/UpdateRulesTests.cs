using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using static S3Actors.Tests.Models.Evolution.Measured;

namespace S3Actors.Tests.Models.Evolution;

/// <summary>A rule as a user may write one: goes to the measured best choice.</summary>
public sealed class TowardsBestRule : IUpdateRule
{
    public string Name => "towards-best";

    public string Version => "2.1";

    public RuleDecision Decide(DimensionMeasurement measurement, RuleSpec spec)
    {
        var best = measurement.Errors.Index().MinBy(it => it.Item.Q).Index;
        return new RuleDecision(best - (measurement.Errors.Count - 1) / 2, double.NaN, double.NaN, double.NaN, "towards the best choice");
    }
}

/// <summary>One of two rules that share a name.</summary>
public sealed class TwinRule : IUpdateRule
{
    public string Name => "twin";

    public string Version => "1";

    public RuleDecision Decide(DimensionMeasurement measurement, RuleSpec spec) => new(0, 0, 0, 0, "");
}

/// <summary>The other.</summary>
public sealed class OtherTwinRule : IUpdateRule
{
    public string Name => "twin";

    public string Version => "1";

    public RuleDecision Decide(DimensionMeasurement measurement, RuleSpec spec) => new(0, 0, 0, 0, "");
}

public sealed class UpdateRulesTests
{
    private static readonly string OwnAssembly = Loaded(typeof(TowardsBestRule).Assembly.Location);

    private static string Loaded(string path)
    {
        var file = RuleFile.Read(path);
        OwnRules.Load(file);
        return file.Assembly.ToString();
    }

    [Fact]
    public void A_users_rule_is_found_in_its_assembly()
    {
        var rule = UpdateRules.Resolve(Rule("towards-best", assembly: OwnAssembly));

        Assert.Equal(("towards-best", "2.1"), (rule.Name, rule.Version));
        Assert.Equal(1, rule.Decide(Errors([0.3, 0.2, 0.1]), Rule("towards-best")).Steps);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_names_there_are()
    {
        Assert.Equal(
            "no rule 'linear' in the built-in rules; it has linear-floor, linear-truncate, significant, theil-sen, sign, frozen",
            Assert.Throws<UnknownRuleException>(() => UpdateRules.Resolve(Rule("linear"))).Message);
        Assert.Contains(
            "it has twin, towards-best, twin",
            Assert.Throws<UnknownRuleException>(() => UpdateRules.Resolve(Rule("absent", assembly: OwnAssembly))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rules_of_one_name_are_refused() =>
        Assert.StartsWith("2 rules are called 'twin'", Assert.Throws<UnknownRuleException>(() => UpdateRules.Resolve(Rule("twin", assembly: OwnAssembly))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_assembly_without_rules_or_without_being_one_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("s3-rule-").FullName;
        var text = Path.Combine(folder, "rule.dll");
        File.WriteAllText(text, "no assembly");

        Assert.EndsWith("it holds none", Assert.Throws<UnknownRuleException>(() => UpdateRules.Resolve(Rule("any", assembly: Loaded(typeof(SearchSpace).Assembly.Location)))).Message, StringComparison.Ordinal);
        Assert.Equal($"the rule assembly {text} is no .NET assembly", Assert.Throws<UnknownRuleException>(() => RuleFile.Read(text)).Message);
        Assert.Equal("the rule assembly absent.dll: no such file", Assert.Throws<UnknownRuleException>(() => RuleFile.Read("absent.dll")).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_was_not_loaded_is_not_looked_for()
    {
        var own = typeof(TowardsBestRule).Assembly.Location;
        var elsewhere = new RuleAssembly("Other.dll", "1.0.0.0", new string('0', 64)).ToString();
        Assert.StartsWith("the rule 'towards-best' is code of your own (Other.dll 1.0.0.0 sha256:000", Assert.Throws<UnknownRuleException>(() => UpdateRules.Resolve(Rule("towards-best", assembly: elsewhere))).Message, StringComparison.Ordinal);
        _ = OwnAssembly;
        Assert.Equal("towards-best", UpdateRules.Resolve(Rule("towards-best", assembly: own + ".moved")).Name); // a path, as earlier versions recorded it: what is loaded counts
    }

    [Theory]
    [InlineData("My Rules.dll 1.0.0.0 sha256:", true)]
    [InlineData("../MyRules.dll 1.0.0.0 sha256:", false)]
    [InlineData(".. 1.0.0.0 sha256:", false)]
    [InlineData("/home/me/MyRules.dll", false)]
    public void An_assemblys_name_is_a_files_name_and_leads_nowhere_else(string beginning, bool isName)
    {
        var text = beginning.Contains("sha256", StringComparison.Ordinal) ? beginning + new string('a', 64) : beginning;
        Assert.Equal(isName, RuleAssembly.TryParse(text, out var assembly));
        if (isName) Assert.Equal(text, assembly.ToString());
    }

    [Theory]
    [InlineData(3, DimensionKind.Depth, "sign")]
    [InlineData(2, DimensionKind.Depth, "frozen")]
    [InlineData(3, DimensionKind.NumHeads, "linear-floor")]
    public void A_dimensions_own_rule_goes_before_its_kinds_and_that_before_the_campaigns(int stage, DimensionKind kind, string name)
    {
        var spec = SampleSpaces.Ceilings() with
        {
            Overrides = new Dictionary<string, RuleSpec> { ["depth"] = Rule("frozen"), ["stage3.depth"] = Rule("sign") },
        };

        Assert.Equal(name, UpdateRules.RuleFor(spec, new DimensionId(stage, kind)).Name);
    }
}
