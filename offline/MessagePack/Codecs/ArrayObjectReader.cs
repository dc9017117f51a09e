using System.Linq.Expressions;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>Objects written as arrays: the element's position is the key; elements beyond the known keys are stepped over.</summary>
internal static class ArrayObjectReader
{
    /// <returns>A Func from <see cref="PackReader"/> to the type.</returns>
    public static Delegate Compile(ObjectPlan plan)
    {
        var reader = new ObjectReader(plan);
        Expression take = plan.Members.Count == 0
            ? reader.Skip
            : Expression.Switch(
                typeof(void),
                reader.Position,
                reader.Skip,
                null,
                plan.Members.Select((member, i) => Expression.SwitchCase(reader.Take(i), Expression.Constant(member.Index))));
        return reader.Compile(nameof(PackReader.ReadArrayHeader), take);
    }
}
