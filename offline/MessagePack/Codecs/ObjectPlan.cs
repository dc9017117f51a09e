using System.Reflection;
using System.Runtime.CompilerServices;

namespace MessagePack.Codecs;

/// <summary>One written member: its key, how it is set, and at which index of the constructor it goes in (-1: not there).</summary>
internal sealed record MemberPlan(MemberInfo Member, Type Type, int Index, string Name, bool CanWrite, bool MustSet, int Parameter);

/// <summary>What an annotated type's attributes say.</summary>
internal sealed class ObjectPlan
{
    private ObjectPlan(Type type, bool byName, IReadOnlyList<MemberPlan> members, ConstructorInfo? constructor)
    {
        Type = type;
        ByName = byName;
        Members = members;
        Constructor = constructor;
    }

    public Type Type { get; }

    /// <summary>Whether the object is a map; otherwise an array.</summary>
    public bool ByName { get; }

    /// <summary>In order of index, or of declaration where keys are names.</summary>
    public IReadOnlyList<MemberPlan> Members { get; }

    /// <summary>Null for a struct without one.</summary>
    public ConstructorInfo? Constructor { get; }

    /// <exception cref="MessagePackSerializationException">A member has neither key nor [IgnoreMember], keys are mixed or double, or no constructor fits.</exception>
    public static ObjectPlan Of(Type type)
    {
        var keyedByMemberName = type.GetCustomAttribute<MessagePackObjectAttribute>(true)!.KeyAsPropertyName;
        var members = MembersOf(type).Select(member => Plan(type, member, keyedByMemberName)).ToList();
        var byName = keyedByMemberName || (members.Count > 0 && members[0].Index < 0);
        if (members.Any(member => member.Index < 0 != byName)) throw Refuse(type, "has keys of both kinds, numbers and names");
        if (!byName) members.Sort((a, b) => a.Index.CompareTo(b.Index));
        if (members.GroupBy(member => byName ? member.Name : member.Index.ToString()).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Refuse(type, $"has the key {twice.Key} twice");
        var constructor = ConstructorOf(type, members, byName, out var order);
        return new ObjectPlan(type, byName, [.. members.Select((member, i) => member with { Parameter = Array.IndexOf(order, i) })], constructor);
    }

    private static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        const BindingFlags Open = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var chain = new Stack<Type>();
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType) chain.Push(t);
        var seen = new HashSet<string>();
        // Base members first; an override is its base's member.
        return chain.SelectMany(t => t.GetProperties(Open).Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod is { IsPublic: true }).Cast<MemberInfo>()
                .Concat(t.GetFields(Open)))
            .Where(member => !member.IsDefined(typeof(IgnoreMemberAttribute), true) && seen.Add(member.Name));
    }

    private static MemberPlan Plan(Type type, MemberInfo member, bool keyedByMemberName)
    {
        var key = member.GetCustomAttribute<KeyAttribute>(true);
        if (key is null && !keyedByMemberName) throw Refuse(type, $"has the public member {member.Name} without [Key] or [IgnoreMember]");
        var property = member as PropertyInfo;
        var field = member as FieldInfo;
        var mustSet = member.IsDefined(typeof(RequiredMemberAttribute), false)
            || property?.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        return new MemberPlan(
            member,
            property?.PropertyType ?? field!.FieldType,
            keyedByMemberName ? -1 : key!.IntKey ?? -1,
            key?.StringKey ?? member.Name,
            property is not null ? property.SetMethod is { IsPublic: true } : !field!.IsInitOnly,
            mustSet,
            -1);
    }

    /// <summary>The marked constructor, or the public one with the most parameters that members fit: by order of index, or by name.</summary>
    /// <param name="order">For each parameter the member that fills it.</param>
    private static ConstructorInfo? ConstructorOf(Type type, List<MemberPlan> members, bool byName, out int[] order)
    {
        IEnumerable<ConstructorInfo> open = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length);
        var marked = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .FirstOrDefault(c => c.IsDefined(typeof(SerializationConstructorAttribute), false));
        foreach (var constructor in marked is null ? open : [marked])
        {
            order = [.. constructor.GetParameters().Select((parameter, i) => Filling(parameter, i))];
            if (Array.IndexOf(order, -1) < 0) return constructor;
        }

        order = [];
        if (type.IsValueType && marked is null) return null;
        throw Refuse(type, "has no constructor that its members can fill");

        int Filling(ParameterInfo parameter, int position)
        {
            var member = byName ? members.FindIndex(m => string.Equals(m.Member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)) : position;
            return member >= 0 && member < members.Count && parameter.ParameterType.IsAssignableFrom(members[member].Type) ? member : -1;
        }
    }

    private static MessagePackSerializationException Refuse(Type type, string reason) => new($"{type.FullName} {reason}.");
}
