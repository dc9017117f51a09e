using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>Events with arbitrary contents, built from their constructors: whatever the types allow, sensible or not.</summary>
internal static class ArbitraryEvents
{
    private static readonly string[] Texts = ["", "a", "stage1.depth", "größer – 雪 🙂", "\u0000\n\"\\", "ﾠ\u202e", new string('x', 300)];

    private static readonly double[] Numbers =
        [0, -0.0, 1, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 1.0 / 3, 1e-300];

    /// <summary>Events of a type, each with the seed it was made from, which is what a failing test prints.</summary>
    public static Arbitrary<(int Seed, IEvent Event)> Of(Type type) =>
        Gen.Choose(int.MinValue, int.MaxValue).Select(seed => (seed, (IEvent)Value(type, new Random(seed))!)).ToArbitrary();

    /// <summary>Everything an event was constructed with, by another way than the codec's, which could forget a property in both directions.</summary>
    public static string Text(object? value) => value switch
    {
        null => "nil",
        string text => JsonSerializer.Serialize(text),
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x", CultureInfo.InvariantCulture),
        IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Text(key)}: {Text(map[key])}").Order(StringComparer.Ordinal)) + "}",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Text)) + "]",
        _ => $"{value.GetType().Name}({string.Join(", ", Constructor(value.GetType()).GetParameters().Select(it => Text(value.GetType().GetProperty(it.Name!)!.GetValue(value))))})",
    };

    private static object? Value(Type type, Random random)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return random.Next(2) == 0 ? null : Value(underlying, random);
        if (type == typeof(string)) return Texts[random.Next(Texts.Length)];
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(int)) return random.Next(4) switch { 0 => random.Next(-200, 200), 1 => int.MinValue, 2 => int.MaxValue, _ => random.Next(70_000) };
        if (type == typeof(long)) return random.Next(4) switch { 0 => random.NextInt64(), 1 => long.MinValue, 2 => long.MaxValue, _ => random.Next(-70_000, 70_000) };
        if (type == typeof(double)) return random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : random.NextDouble() * 100;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length));
        if (type.IsGenericType) return Collection(type, random);
        var made = Constructor(type);
        return made.Invoke([.. made.GetParameters().Select(parameter => Value(parameter.ParameterType, random))]);
    }

    private static ConstructorInfo Constructor(Type type) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(it => it.GetParameters().Length).First();

    private static object Collection(Type type, Random random)
    {
        var (arguments, count) = (type.GetGenericArguments(), random.Next(4));
        if (arguments.Length == 1)
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
            for (var i = 0; i < count; i++) list.Add(Value(arguments[0], random));
            return list;
        }
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        for (var i = 0; i < count; i++) map[Value(arguments[0], random)!] = Value(arguments[1], random);
        return map;
    }
}
