using System.Text.Json;
using System.Text.Json.Serialization;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Says in a user's words where two events differ.</summary>
internal static class EventDifference
{
    private const int MostShown = 3;
    private static readonly EventHeader NoHeader = new(0, "", []);

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new TextConverter<Architecture>(a => a.CanonicalText), new TextConverter<DimensionId>(d => d.ToString()) },
    };

    /// <summary>Whether two events have the same bytes.</summary>
    public static bool Same(IEvent a, IEvent b) =>
        ReferenceEquals(a, b) || EventCodec.Encode(NoHeader, a).AsSpan().SequenceEqual(EventCodec.Encode(NoHeader, b));

    /// <summary>The first places that differ, e.g. <c>steps: 2 recorded, 1 recomputed</c>; two events of one type.</summary>
    public static string InWords(IEvent a, IEvent b, string there = "recorded", string here = "recomputed")
    {
        var (before, after) = (Flatten(a), Flatten(b));
        var different = before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key)).ToList();
        var shown = different.Take(MostShown)
            .Select(key => $"{key}: {before.GetValueOrDefault(key, "nothing")} {there}, {after.GetValueOrDefault(key, "nothing")} {here}");
        return string.Join("; ", shown) + (different.Count > MostShown ? $"; and {different.Count - MostShown} more" : "");
    }

    private static Dictionary<string, string> Flatten(IEvent content)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten("", JsonSerializer.SerializeToElement(content, content.GetType(), Form), values);
        return values;
    }

    private static void Flatten(string path, JsonElement element, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Flatten(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value, values);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray()) Flatten($"{path}[{index++}]", item, values);
                break;
            default:
                values[path] = element.ToString();
                break;
        }
    }

    private sealed class TextConverter<T>(Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
