using Mono.Cecil;

namespace S3Actors.Tests.Architecture;

/// <summary>Inside a project namespaces use each other one way only: no namespace uses, over however many others, one that uses it.</summary>
public sealed class NamespaceTests
{
    /// <summary>Knots that are known and are to be untied: no other may be tied, and none of these may grow.</summary>
    private static readonly Dictionary<string, string[][]> Known = new()
    {
        ["S3Actors.Models"] =
        [
            ["S3Actors.Models.Data", "S3Actors.Models.Data.Decoding", "S3Actors.Models.Data.Scaling"],
        ],
        ["S3Actors.Actors"] = [["S3Actors.Actors.Campaign", "S3Actors.Actors.Session", "S3Actors.Actors.Trainer"]],
    };

    [Theory]
    [InlineData("S3Actors.Messages")]
    [InlineData("S3Actors.Models")]
    [InlineData("S3Actors.Actors")]
    [InlineData("s3actors")]
    public void Namespaces_form_no_cycle(string assembly)
    {
        using var definition = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        var uses = NamespaceUses.Of(definition);
        Assert.NotEmpty(uses);
        var known = Known.GetValueOrDefault(assembly, []);
        var knots = Knots(uses).Where(knot => !known.Any(allowed => knot.All(allowed.Contains))).Select(knot => string.Join(" <-> ", knot)).ToList();
        Assert.True(knots.Count == 0, string.Join('\n', knots));
    }

    [Fact]
    public void A_cycle_over_three_namespaces_is_found()
    {
        Dictionary<string, HashSet<string>> uses = new() { ["A"] = ["B"], ["B"] = ["C"], ["C"] = ["A"], ["D"] = ["A"] };
        Assert.Equal(["A", "B", "C"], Assert.Single(Knots(uses)));
    }

    /// <summary>Sets of namespaces that all reach each other, two or more.</summary>
    private static IEnumerable<IReadOnlyList<string>> Knots(IReadOnlyDictionary<string, HashSet<string>> uses)
    {
        var reached = uses.Keys.ToDictionary(name => name, name => Reached(uses, name));
        return uses.Keys.Where(name => reached[name].Contains(name))
            .Select(name => reached[name].Where(other => reached.GetValueOrDefault(other)?.Contains(name) == true).Order(StringComparer.Ordinal).ToList())
            .DistinctBy(knot => string.Join(' ', knot));
    }

    private static HashSet<string> Reached(IReadOnlyDictionary<string, HashSet<string>> uses, string from)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var name))
            foreach (var next in uses.GetValueOrDefault(name) ?? [])
                if (reached.Add(next)) open.Enqueue(next);
        return reached;
    }
}
