using Mono.Cecil;
using Mono.Cecil.Cil;

namespace S3Actors.Tests.Architecture;

/// <summary>Which namespaces of an assembly use which others of it, as its code, its signatures and its attributes say.</summary>
internal static class NamespaceUses
{
    /// <summary>By namespace, the other namespaces of the same assembly that its types name.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>> Of(AssemblyDefinition assembly)
    {
        var uses = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var type in assembly.MainModule.GetTypes())
        {
            var own = NamespaceOf(type);
            if (!own.StartsWith("S3Actors", StringComparison.Ordinal)) continue;
            if (!uses.TryGetValue(own, out var others)) uses[own] = others = new HashSet<string>(StringComparer.Ordinal);
            foreach (var used in Named(type).SelectMany(Parts).OfType<TypeDefinition>().Where(used => used.Module == type.Module))
                if (NamespaceOf(used) is { Length: > 0 } name && name != own) others.Add(name);
        }
        return uses;
    }

    private static string NamespaceOf(TypeReference type) => type.DeclaringType is { } outer ? NamespaceOf(outer) : type.Namespace;

    private static IEnumerable<TypeReference?> Named(TypeDefinition type) =>
    [
        type.BaseType, .. type.Interfaces.Select(it => it.InterfaceType), .. type.Fields.Select(it => it.FieldType), .. Attributes(type),
        .. type.Properties.SelectMany(it => Attributes(it)), .. type.Methods.SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Named(MethodDefinition method) =>
    [
        method.ReturnType, .. method.Parameters.Select(it => it.ParameterType), .. Attributes(method),
        .. method.GenericParameters.SelectMany(it => it.Constraints).Select(it => it.ConstraintType),
        .. method.HasBody ? method.Body.Variables.Select(it => it.VariableType).Concat(method.Body.Instructions.SelectMany(Named)) : [],
    ];

    private static IEnumerable<TypeReference?> Named(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MemberReference member => [member.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider provider) => provider.CustomAttributes.Select(it => it.AttributeType);

    /// <summary>A type's definition, and those of its arguments and elements.</summary>
    private static IEnumerable<TypeReference?> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification built => Parts(built.ElementType),
        TypeDefinition definition => [definition],
        _ => [],
    };
}
