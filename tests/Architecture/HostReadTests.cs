using Mono.Cecil;
using Mono.Cecil.Cil;

namespace S3Actors.Tests.Architecture;

/// <summary>Numbers leave a tensor in one place (<c>S3Actors.Models.Devices</c>), so that what it counts is all there is.</summary>
public sealed class HostReadTests
{
    private const string Place = "S3Actors.Models.Devices";

    /// <summary>Members of a tensor, and extensions of it, that wait for its device.</summary>
    private static readonly HashSet<string> Reads =
    [
        "item", "data", "cpu", "ToScalar", "get_bytes", "ReadCpuBoolean", "ReadCpuSingle", "ReadCpuDouble", "ReadCpuInt64", "ReadCpuValue", "str", "jlstr", "npstr", "cstr", "print",
        "nonzero", "masked_select", "allclose", "equal", "is_nonzero", "tolist", "numpy",
    ];

    [Theory]
    [InlineData("S3Actors.Models")]
    [InlineData("S3Actors.Actors")]
    [InlineData("s3actors")]
    public void Nobody_else_reads_a_tensor(string assembly)
    {
        using var definition = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        Assert.Equal([], Readers(definition).Where(it => !it.StartsWith(Place, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_allowed_place_reads_tensors()
    {
        using var definition = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "S3Actors.Models.dll"));
        Assert.NotEmpty(Readers(definition));
    }

    private static IEnumerable<string> Readers(AssemblyDefinition assembly) =>
        from type in assembly.MainModule.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode == OpCodes.Call || instruction.OpCode == OpCodes.Callvirt
        let called = (MethodReference)instruction.Operand
        where IsOfTensors(called.DeclaringType.FullName) && Reads.Contains(called.Name)
        select $"{type.FullName}.{method.Name} calls {called.Name}";

    private static bool IsOfTensors(string type) =>
        type is "TorchSharp.torch/Tensor" or "TorchSharp.TensorExtensionMethods" or "TorchSharp.torch" || type.StartsWith("TorchSharp.Utils.TensorAccessor", StringComparison.Ordinal);
}
