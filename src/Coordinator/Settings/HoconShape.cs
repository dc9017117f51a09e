using static System.FormattableString;

namespace S3Actors.Coordinator.Settings;

/// <summary>
/// The brackets of a settings text, looked at before its parser is let loose on it: that one follows every nesting down its own stack and
/// every reference in circles, and neither can be stopped. What passes here is nested so flat that nothing which reads it has to mind.
/// The parser allocates up to 1 KiB for each character, in whatever form; its length bounds that too.
/// </summary>
/// <remarks>
/// Strings and comments end here where they end for the parser, so that no bracket is hidden from either. For that, text in triple quotes,
/// which begins in values only, and substitutions, which may form circles, are not taken at all; no setting needs them.
/// </remarks>
internal static class HoconShape
{
    private const int LongestText = 128 << 10, DeepestNesting = 32, MostKeyParts = 64;

    // What begins no element of a list; the parser would look at it for ever.
    private const string StrangeInList = "$:=`^?!@*&\\";

    /// <summary>What is wrong, with its line; null where nothing is.</summary>
    public static string? Problem(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        return Problem(text, open) ?? (open.TryPeek(out var last) ? At(last.Line, $"'{last.Bracket}' is never closed") : null);
    }

    /// <summary>The brackets that close what is open at the end of a text; null where it ends within a quoted text or is wrong otherwise.</summary>
    public static string? Closing(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        return Problem(text, open) is null ? string.Concat(open.Select(it => it.Bracket == '{' ? '}' : ']')) : null;
    }

    /// <param name="open">Filled with the brackets that are open at the end.</param>
    private static string? Problem(string text, Stack<(char Bracket, int Line)> open)
    {
        if (text.Length > LongestText) return Invariant($"it is longer than {LongestText >> 10} KiB");
        var (line, dots) = (1, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            switch (c)
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when text.AsSpan(at).StartsWith("//"):
                    at = End(text, at, '\n') - 1;
                    break;
                case '"':
                    if (text.AsSpan(at).StartsWith("\"\"\"")) return At(line, "text in triple quotes is not read here");
                    var end = EndOfString(text, at);
                    if (end > text.Length) return At(line, "a quoted text is never closed");
                    line += text.AsSpan(at, end - at).Count('\n');
                    at = end - 1;
                    break;
                case '$' when text.AsSpan(at).StartsWith("${"):
                    return At(line, "substitutions ${...} are not read here; write the value itself");
                case '{' or '[':
                    if (open.Count == DeepestNesting) return At(line, Invariant($"more than {DeepestNesting} brackets are open"));
                    open.Push((c, line));
                    dots = 0;
                    break;
                case '}' or ']':
                    if (open.Count == 0) return At(line, $"'{c}' closes nothing");
                    var (bracket, opened) = open.Pop();
                    if (bracket != (c == '}' ? '{' : '[')) return At(line, Invariant($"'{c}' cannot close the '{bracket}' of line {opened}"));
                    dots = 0;
                    break;
                case '.':
                    if (++dots >= MostKeyParts) return At(line, Invariant($"a key of more than {MostKeyParts} parts"));
                    break;
                case '=' or ':' or ',':
                    dots = 0;
                    goto default;
                default:
                    if (StrangeInList.Contains(c, StringComparison.Ordinal) && open.TryPeek(out var inside) && inside.Bracket == '[')
                        return At(line, $"'{c}' cannot stand in a list outside of quotes");
                    break;
            }
        }
        return null;
    }

    private static int End(string text, int from, char mark) => text.IndexOf(mark, from) is >= 0 and var at ? at : text.Length;

    /// <summary>The place behind a string's closing quote; behind the text where there is none.</summary>
    private static int EndOfString(string text, int from)
    {
        for (var at = from + 1; at < text.Length; at++)
        {
            if (text[at] == '"') return at + 1;
            if (text[at] == '\\') at++;
        }
        return text.Length + 1;
    }

    private static string At(int line, string problem) => Invariant($"line {line}: {problem}");
}
