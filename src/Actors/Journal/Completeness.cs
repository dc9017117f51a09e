using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace S3Actors.Actors.Journal;

/// <summary>
/// Finds what a decoded event lacks: MessagePack has nil, and nothing for keys that an array ends before, where a record's type says that
/// something stands. Nobody who reads an event has to ask.
/// </summary>
internal static class Completeness
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Member>> MembersByType = new();

    /// <summary>A part of a record that has to be there, or whose own parts have.</summary>
    /// <param name="Required">Whether it may not be nil.</param>
    /// <param name="RequiredItem">Whether none of its items or values may be, where it holds some.</param>
    private sealed record Member(string Name, Func<object, object?> Get, bool Required, bool RequiredItem);

    /// <summary>The name of something that is nil and may not be, as <c>spec.data.mean</c>; null where all is there.</summary>
    public static string? MissingIn(object record)
    {
        foreach (var member in MembersByType.GetOrAdd(record.GetType(), MembersOf))
        {
            var value = member.Get(record);
            if (value is null && member.Required) return member.Name;
            if (MissingInValue(value, member.RequiredItem) is { } below) return below.Length == 0 ? member.Name : $"{member.Name}.{below}";
        }
        return null;
    }

    private static string? MissingInValue(object? value, bool requiredItem) => value switch
    {
        null or string or byte[] => null,
        IDictionary pairs => MissingInItems(pairs.Values, requiredItem),
        IEnumerable items => MissingInItems(items, requiredItem),
        _ => MissingIn(value),
    };

    private static string? MissingInItems(IEnumerable items, bool required)
    {
        if (items is IEnumerable<double> or IEnumerable<int> or IEnumerable<long>) return null;
        foreach (var item in items)
        {
            if (item is null && required) return "";
            if (item is not null && MissingInValue(item, requiredItem: true) is { } below) return below;
        }
        return null;
    }

    private static IReadOnlyList<Member> MembersOf(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.Namespace?.StartsWith(nameof(S3Actors), StringComparison.Ordinal) != true) return [];
        var nullability = new NullabilityInfoContext();
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetCustomAttribute<MessagePack.KeyAttribute>() is not null && MayLack(property.PropertyType))
            .Select(property =>
            {
                var info = nullability.Create(property);
                var item = info.ElementType ?? info.GenericTypeArguments.LastOrDefault();
                return new Member(Shown(property.Name), property.GetValue,
                    info.ReadState == NullabilityState.NotNull && !property.PropertyType.IsValueType, item?.ReadState == NullabilityState.NotNull);
            })];
    }

    /// <summary>Whether a value of the type may be nil, or have parts that may.</summary>
    private static bool MayLack(Type type)
    {
        var own = Nullable.GetUnderlyingType(type) ?? type;
        return !own.IsPrimitive && !own.IsEnum;
    }

    private static string Shown(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : $"{c}"));
}
