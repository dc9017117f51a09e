using Mono.Cecil;

namespace S3Actors.Tests.Architecture;

/// <summary>Below the coordinator there is no ambient clock, randomness or environment: neither by the analyzer nor in the built code.</summary>
public sealed class BannedSymbolsTests
{
    private static readonly IReadOnlyList<string> Banned =
        [.. Repository.Read("src/BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0])];

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTime.Now")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("P:System.TimeProvider.System")]
    [InlineData("M:System.Guid.NewGuid")]
    [InlineData("T:System.Random")]
    [InlineData("M:System.Diagnostics.Stopwatch.StartNew")]
    [InlineData("P:System.Environment.TickCount64")]
    public void The_analyzer_knows_it(string symbol) => Assert.Contains(symbol, Banned);

    [Theory]
    [InlineData("S3Actors.Messages")]
    [InlineData("S3Actors.Models")]
    [InlineData("S3Actors.Actors")]
    public void No_assembly_below_the_coordinator_uses_one(string assembly)
    {
        using var definition = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        var used = definition.MainModule.GetMemberReferences().Select(member => (Type: member.DeclaringType.FullName, member.Name)).ToList();
        Assert.NotEmpty(used);
        Assert.Equal([], Banned.Where(symbol => used.Any(member => Names(symbol, member.Type, member.Name))));
    }

    private static bool Names(string symbol, string type, string member)
    {
        var name = symbol[2..].Split('(')[0];
        return symbol[0] switch
        {
            'T' => type == name,
            'P' => name == $"{type}.{member.Replace("get_", "", StringComparison.Ordinal)}" && member.StartsWith("get_", StringComparison.Ordinal),
            _ => name == $"{type}.{member}",
        };
    }
}
