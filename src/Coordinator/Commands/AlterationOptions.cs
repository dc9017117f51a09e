using System.CommandLine;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Commands;

/// <summary>The options by which replay and fork alter a campaign: short names for the settings one alters most, <c>--set</c> for all.</summary>
internal sealed class AlterationOptions
{
    private readonly Option<string?> _rule = new("--rule") { Description = "Update rule of every dimension that has none of its own.", HelpName = "NAME" };
    private readonly Option<string?> _tau = new("--tau") { Description = "Threshold on the slope, percentage points a step.", HelpName = "x" };
    private readonly Option<string?> _z = new("--z") { Description = "Standard errors that the slope must exceed (rule significant).", HelpName = "x" };
    private readonly Option<string[]> _gamma = new("--gamma") { Description = "Step of a kind or a dimension; may be repeated.", HelpName = "embed_dim=8", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _estimator = new("--estimator") { Description = "What is made of the errors, where the journal holds the subnets it needs.", HelpName = "paired|pooled|effects|fresh" };
    private readonly Option<string?> _topK = new("--top-k") { Description = "Best subnets that Qt averages.", HelpName = "k" };
    private readonly Option<string[]> _set = new("--set") { Description = "Override a setting; may be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [] };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _rule, _tau, _z, _gamma, _estimator, _topK, _set }) command.Add(option);
    }

    /// <summary>What was asked for; <c>--set</c> goes before the short names.</summary>
    /// <param name="namesRules">Whether the command names rules by further options, which may be of <c>--rule-assembly</c> too.</param>
    public Alteration Of(ParseResult parsed, bool namesRules = false)
    {
        var options = new List<string>();
        var named = parsed.GetValue(_rule);
        if (namesRules || (named is not null && UpdateRules.BuiltIn.All(it => it.Name != named)))
            Add("evolution.assembly", parsed.GetValue(Invocation.RuleAssemblyOption)!.LastOrDefault());
        Add("evolution.rule", parsed.GetValue(_rule));
        Add("evolution.tau", parsed.GetValue(_tau));
        Add("evolution.z", parsed.GetValue(_z));
        Add("measurement.estimator", parsed.GetValue(_estimator));
        Add("measurement.top_k", parsed.GetValue(_topK));
        options.AddRange(parsed.GetValue(_gamma)!.Select(Gamma));
        options.AddRange(parsed.GetValue(_set)!);
        return new Alteration(options);

        void Add(string key, string? value)
        {
            if (value is not null) options.Add($"{key}={value}");
        }
    }

    private static string Gamma(string text)
    {
        var parts = text.Split('=', 2);
        if (parts.Length == 2 && DimensionKinds.TryParse(parts[0].Trim(), out var kind)) return $"space.gamma.{kind.Name()}={parts[1]}";
        if (parts.Length == 2 && DimensionId.TryParse(parts[0].Trim(), out var id)) return $"space.stage{id.Stage}.gamma.{id.Kind.Name()}={parts[1]}";
        throw new BadInputException($"--gamma {text}: is not of the form embed_dim=8 or stage2.embed_dim=8");
    }
}
