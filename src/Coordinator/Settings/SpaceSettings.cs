using System.Globalization;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>space</c>: the initial search space, a subsection for each stage.</summary>
internal static class SpaceSettings
{
    /// <summary>Reads the stages <c>stage1</c>, <c>stage2</c>, ... with steps and bounds of their own or the space's.</summary>
    /// <param name="ties">A dimension that follows another is not read, and refused where it is set.</param>
    public static SearchSpace Read(SettingReader settings, BlockTies ties)
    {
        var stages = settings.NamesBelow("space").Where(IsStage)
            .Select(name => int.Parse(name.AsSpan(5), CultureInfo.InvariantCulture)).Order().ToList();
        if (stages.Count == 0) settings.Refuse("space.stage1", "is missing: a space has at least one stage");
        if (!stages.SequenceEqual(Enumerable.Range(1, stages.Count)))
            settings.Refuse($"space.stage{stages[^1]}", "stages are numbered from 1 without a gap");
        return ties.Apply(new SearchSpace([.. stages.SelectMany(stage => DimensionKinds.All.Select(kind => new DimensionId(stage, kind)))
            .Select(id => ties.Leader(id) == id ? ReadDimension(settings, id) : Follower(settings, id, ties.Leader(id)))]));
    }

    /// <summary>Refuses what no network could be built from.</summary>
    public static void Validate(SettingReader settings, SearchSpace space, NetworkSkeleton skeleton)
    {
        foreach (var problem in SpaceValidation.Problems(space, skeleton))
        {
            var colon = problem.IndexOf(':', StringComparison.Ordinal);
            var subject = problem[..colon];
            settings.Require(false, subject switch { "network" => "network.image_size", "space" => "space.stage1", _ => $"space.{subject}" },
                problem[(colon + 1)..].Trim());
        }
    }

    private static bool IsStage(string name) =>
        name.Length is > 5 and < 8 && name.StartsWith("stage", StringComparison.Ordinal) && name[5] != '0' && name.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>What stands for a dimension until it is derived.</summary>
    private static SearchDimension Follower(SettingReader settings, DimensionId id, DimensionId leader)
    {
        foreach (var place in new[] { "", "gamma.", "bounds." })
        {
            var key = $"space.stage{id.Stage}.{place}{id.Kind.Name()}";
            if (settings.Has(key)) settings.Refuse(key, $"must be left out where network.head_dim is a number: it is that number times {leader.Kind.Name()}");
            _ = settings.Has($"space.{place}{id.Kind.Name()}");
        }
        return new SearchDimension(id, [1], 1, 1, 1);
    }

    private static SearchDimension ReadDimension(SettingReader settings, DimensionId id)
    {
        var kind = id.Kind.Name();
        var (choicesKey, gammaKey, boundsKey) = ($"space.stage{id.Stage}.{kind}", OwnOrCommon(settings, id, "gamma", kind), OwnOrCommon(settings, id, "bounds", kind));
        var choices = settings.Doubles(choicesKey, minimumCount: 1, above: 0);
        var gamma = settings.Double(gammaKey, 0, aboveMinimum: true);
        var bounds = settings.Doubles(boundsKey, minimumCount: 2, above: 0);
        foreach (var (key, values) in new[] { (choicesKey, choices), (gammaKey, [gamma]), (boundsKey, bounds) })
            if (values.Select(it => SpaceValidation.ValueProblem(id.Kind, it)).FirstOrDefault(it => it is not null) is { } problem) settings.Require(false, key, problem);
        if (bounds.Count > 0)
            settings.Require(bounds.Count == 2 && bounds[0] <= bounds[1], boundsKey, "must be two numbers, the smallest and the largest value allowed");
        if (!settings.Problems.Any(it => it.Key == choicesKey || it.Key == gammaKey || it.Key == boundsKey)) return new SearchDimension(id, choices, gamma, bounds[0], bounds[1]);
        // What could not be read stands for something valid, so that nothing else is said of it.
        var any = id.Kind == DimensionKind.NumHeads ? 1 : 64;
        return new SearchDimension(id, [any], any, any, any);
    }

    private static string OwnOrCommon(SettingReader settings, DimensionId id, string section, string kind)
    {
        var own = $"space.stage{id.Stage}.{section}.{kind}";
        return settings.Has(own) ? own : $"space.{section}.{kind}";
    }
}
