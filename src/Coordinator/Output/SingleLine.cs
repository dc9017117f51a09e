using System.Text;

namespace S3Actors.Coordinator.Output;

/// <summary>Text of others within a message of one line.</summary>
public static class SingleLine
{
    /// <summary>The text with one blank in the place of control characters and line breaks that stand together.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        var inBreak = false;
        foreach (var c in text)
        {
            var breaks = char.IsControl(c) || c is '\u2028' or '\u2029';
            if (!breaks) line.Append(c);
            else if (!inBreak) line.Append(' ');
            inBreak = breaks;
        }
        return line.ToString();
    }
}
