namespace S3Actors.Coordinator.Output;

/// <summary>Text of others within a message of one line.</summary>
public static class SingleLine
{
    /// <summary>The text with a blank in the place of each control character and line break.</summary>
    public static string Of(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
