using System.Linq.Expressions;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>
/// The reading half of an annotated type's codec: members into locals, then the constructor, then the setters.
/// Members that did not come keep the type's default in constructor parameters and init-only properties, and are left alone elsewhere.
/// </summary>
internal sealed class ObjectReader
{
    private readonly ObjectPlan plan;
    private readonly ParameterExpression[] values;
    private readonly ParameterExpression[] came;
    private readonly ParameterExpression result;
    private readonly LabelTarget done = Expression.Label("done");

    public ObjectReader(ObjectPlan plan)
    {
        this.plan = plan;
        values = [.. plan.Members.Select(m => Expression.Variable(m.Type, m.Name))];
        came = [.. plan.Members.Select(m => Expression.Variable(typeof(bool), m.Name + "Came"))];
        result = Expression.Variable(plan.Type, "result");
    }

    public ParameterExpression Reader { get; } = Expression.Parameter(typeof(PackReader), "reader");

    public ParameterExpression Count { get; } = Expression.Variable(typeof(int), "count");

    public ParameterExpression Position { get; } = Expression.Variable(typeof(int), "position");

    /// <summary>Reads the member in place into its local; a member that nothing can set is stepped over.</summary>
    public Expression Take(int member)
    {
        var m = plan.Members[member];
        if (m.Parameter < 0 && !m.CanWrite) return Skip;
        return Expression.Block(
            typeof(void),
            Expression.Assign(values[member], Expression.Call(ObjectWriter.CodecFor(m.Type), nameof(Codec<int>.Read), null, Reader)),
            Expression.Assign(came[member], Expression.Constant(true)));
    }

    public Expression Skip => Call(nameof(PackReader.Skip));

    /// <summary>The whole function, given how the header is read and what is done with the element at <see cref="Position"/>.</summary>
    public Delegate Compile(string readHeader, Expression takeElement)
    {
        var loop = Expression.Loop(
            Expression.IfThenElse(
                Expression.LessThan(Position, Count),
                Expression.Block(takeElement, Expression.PreIncrementAssign(Position)),
                Expression.Break(done)),
            done);
        var body = Expression.Block(
            [.. values, .. came, result, Count, Position],
            Expression.Assign(Count, Call(readHeader)),
            Call(nameof(PackReader.Descend)),
            loop,
            Expression.Assign(result, Construct()),
            Expression.Block(typeof(void), [.. Setters(), Expression.Empty()]),
            Call(nameof(PackReader.Ascend)),
            result);
        Expression nil = plan.Type.IsValueType
            ? Expression.Throw(
                Expression.New(
                    typeof(MessagePackSerializationException).GetConstructor([typeof(string)])!,
                    Expression.Constant($"{plan.Type.Name} is a struct and cannot be nil.")),
                plan.Type)
            : Expression.Default(plan.Type);
        return Expression.Lambda(
            typeof(Func<,>).MakeGenericType(typeof(PackReader), plan.Type),
            Expression.Condition(Call(nameof(PackReader.TryReadNil)), nil, body),
            Reader).Compile();
    }

    private Expression Construct()
    {
        if (plan.Constructor is null) return Expression.Default(plan.Type);
        var parameters = plan.Constructor.GetParameters();
        var arguments = new Expression[parameters.Length];
        for (var i = 0; i < plan.Members.Count; i++)
        {
            if (plan.Members[i].Parameter is >= 0 and var at) arguments[at] = Expression.Convert(values[i], parameters[at].ParameterType);
        }

        return Expression.New(plan.Constructor, arguments);
    }

    private IEnumerable<Expression> Setters()
    {
        for (var i = 0; i < plan.Members.Count; i++)
        {
            var member = plan.Members[i];
            if (member.Parameter >= 0 || !member.CanWrite) continue;
            Expression set = Expression.Assign(Expression.MakeMemberAccess(result, member.Member), values[i]);
            yield return member.MustSet ? set : Expression.IfThen(came[i], set);
        }
    }

    private MethodCallExpression Call(string method) => Expression.Call(Reader, typeof(PackReader).GetMethod(method, Type.EmptyTypes)!);
}
