using System.Linq.Expressions;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>Compiles the writing half of an annotated type's codec.</summary>
internal static class ObjectWriter
{
    /// <returns>An Action of <see cref="PackWriter"/> and the type.</returns>
    public static Delegate Compile(ObjectPlan plan)
    {
        var writer = Expression.Parameter(typeof(PackWriter), "writer");
        var value = Expression.Parameter(plan.Type, "value");
        Expression body = Expression.Block(plan.ByName ? AsMap(plan, writer, value) : AsArray(plan, writer, value));
        if (!plan.Type.IsValueType)
            body = Expression.IfThenElse(Expression.ReferenceEqual(value, Expression.Constant(null)), Call(writer, nameof(PackWriter.WriteNil)), body);
        return Expression.Lambda(typeof(Action<,>).MakeGenericType(typeof(PackWriter), plan.Type), body, writer, value).Compile();
    }

    /// <summary>An expression that reads the codec of <paramref name="type"/> when it runs.</summary>
    public static Expression CodecFor(Type type) =>
        Expression.Property(null, typeof(CodecOf<>).MakeGenericType(type), nameof(CodecOf<int>.Instance));

    private static IEnumerable<Expression> AsArray(ObjectPlan plan, Expression writer, Expression value)
    {
        var length = plan.Members.Count == 0 ? 0 : plan.Members[^1].Index + 1;
        yield return Call(writer, nameof(PackWriter.WriteArrayHeader), Expression.Constant(length));
        var next = 0;
        foreach (var member in plan.Members)
        {
            for (; next < member.Index; next++) yield return Call(writer, nameof(PackWriter.WriteNil));
            yield return WriteMember(member, writer, value);
            next++;
        }
    }

    private static IEnumerable<Expression> AsMap(ObjectPlan plan, Expression writer, Expression value)
    {
        yield return Call(writer, nameof(PackWriter.WriteMapHeader), Expression.Constant(plan.Members.Count));
        foreach (var member in plan.Members)
        {
            yield return Call(writer, nameof(PackWriter.Write), Expression.Constant(member.Name));
            yield return WriteMember(member, writer, value);
        }
    }

    private static Expression WriteMember(MemberPlan member, Expression writer, Expression value) =>
        Expression.Call(CodecFor(member.Type), nameof(Codec<int>.Write), null, writer, Expression.MakeMemberAccess(value, member.Member));

    private static MethodCallExpression Call(Expression writer, string method, params Expression[] arguments) =>
        Expression.Call(writer, typeof(PackWriter).GetMethod(method, [.. arguments.Select(a => a.Type)])!, arguments);
}
