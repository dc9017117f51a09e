namespace Akka.Configuration.Hocon;

/// <summary>How keys and literals are written back.</summary>
internal static class HoconText
{
    internal static string Quoted(string text) => text switch
    {
        null => "",
        _ when text.AsSpan().IndexOfAny(' ', '\t', ':') >= 0 => "\"" + text + "\"",
        _ => text,
    };
}
