using Mono.Cecil;

namespace S3Actors.Tests.Architecture;

/// <summary>Imports point one way: Messages, Models, Actors, Coordinator.</summary>
public sealed class ImportDirectionTests
{
    private static readonly string[] Akka = ["Akka", "Akka.Persistence", "Akka.Persistence.Sql", "Akka.Cluster", "Akka.Cluster.Tools", "Akka.Streams", "Akka.Remote"];

    [Fact]
    public void Messages_imports_nothing_but_the_attributes_of_MessagePack() =>
        Assert.Equal([], Named("S3Actors.Messages").Where(name => !name.StartsWith("MessagePack", StringComparison.Ordinal)));

    [Fact]
    public void Models_imports_Messages_and_libraries_of_arithmetic_but_no_actors() =>
        Assert.Equal([], Named("S3Actors.Models").Except(["S3Actors.Messages", "MathNet.Numerics", "TorchSharp", "MessagePack", "MessagePack.Annotations"]));

    [Fact]
    public void Actors_imports_neither_the_coordinator_nor_a_console_nor_a_database() =>
        Assert.Equal([], Named("S3Actors.Actors").Except(
            ["S3Actors.Messages", "S3Actors.Models", "TorchSharp", "MessagePack", "MessagePack.Annotations", .. Akka]));

    [Theory]
    [InlineData("S3Actors.Messages")]
    [InlineData("S3Actors.Models")]
    public void What_lies_below_the_actors_knows_no_actor(string assembly) => Assert.Equal([], Named(assembly).Intersect(Akka));

    [Theory]
    [InlineData("Akka")]
    [InlineData("Akka.Persistence")]
    [InlineData("Akka.Persistence.Sql")]
    [InlineData("MessagePack")]
    [InlineData("TorchSharp")]
    public void No_package_knows_the_product(string assembly) =>
        Assert.DoesNotContain(Named(assembly), name => name.StartsWith("S3Actors", StringComparison.Ordinal) || name == "s3actors");

    /// <summary>What an assembly refers to, the runtime's own assemblies left out.</summary>
    private static IReadOnlyList<string> Named(string assembly)
    {
        using var definition = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        return [.. definition.MainModule.AssemblyReferences.Select(reference => reference.Name)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name is not ("mscorlib" or "netstandard"))
            .Order(StringComparer.Ordinal)];
    }
}
