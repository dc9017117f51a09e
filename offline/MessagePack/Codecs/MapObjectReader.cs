using System.Linq.Expressions;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>Objects written as maps: unknown names are stepped over.</summary>
internal static class MapObjectReader
{
    /// <returns>A Func from <see cref="PackReader"/> to the type.</returns>
    public static Delegate Compile(ObjectPlan plan)
    {
        var reader = new ObjectReader(plan);
        var positions = plan.Members.Select((member, i) => (member.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        Func<PackReader, int> positionOf = r => positions.GetValueOrDefault(r.ReadString() ?? throw new MessagePackSerializationException("A member's name is nil."), -1);
        var member = Expression.Variable(typeof(int), "member");
        Expression take = plan.Members.Count == 0
            ? Expression.Block(reader.Skip, reader.Skip)
            : Expression.Block(
                [member],
                Expression.Assign(member, Expression.Invoke(Expression.Constant(positionOf), reader.Reader)),
                Expression.Switch(
                    typeof(void),
                    member,
                    reader.Skip,
                    null,
                    plan.Members.Select((_, i) => Expression.SwitchCase(reader.Take(i), Expression.Constant(i)))));
        return reader.Compile(nameof(PackReader.ReadMapHeader), take);
    }
}
