namespace Akka.Util.Internal;

public static class Extensions
{
    public static T AsInstanceOf<T>(this object self) => (T)self;

    /// <summary>The segments of a dotted path; a segment in quotes may hold dots, and loses its quotes.</summary>
    public static IEnumerable<string> SplitDottedPathHonouringQuotes(this string path)
    {
        var position = 0;
        while (position < path.Length)
        {
            var quoted = path[position] == '"';
            var start = quoted ? position + 1 : position;
            var end = path.IndexOf(quoted ? '"' : '.', start);
            if (end < 0)
            {
                yield return path[start..];
                yield break;
            }

            yield return path[start..end];
            position = end + (quoted ? 2 : 1);
        }
    }
}
