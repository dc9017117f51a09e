using System.Text;

namespace S3Actors.Models.Data.Files;

/// <summary>
/// Names of files as text. On Linux a name is bytes, mostly but not always UTF-8. A byte that is no part of valid UTF-8 becomes the lone
/// surrogate U+DC00 + byte, as Python does it (PEP 383), so that every name can be held, compared and turned back into its bytes.
/// </summary>
public static class FileName
{
    private const char FirstEscape = '\uDC80', LastEscape = '\uDCFF';
    private const int EscapeBase = 0xDC00;

    /// <summary>A name's bytes as text; valid UTF-8 is itself.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[length..];
                continue;
            }
            text.Append((char)(EscapeBase + bytes[0]));
            bytes = bytes[1..];
        }
        return text.ToString();
    }

    /// <summary>The bytes of a name or path.</summary>
    public static byte[] ToBytes(string text)
    {
        if (!IsEscaped(text)) return Encoding.UTF8.GetBytes(text);
        var bytes = new List<byte>(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOfAnyInRange(FirstEscape, LastEscape);
            // The second half of a pair is no escape.
            while (plain > 0 && char.IsHighSurrogate(rest[plain - 1]))
            {
                var next = rest[(plain + 1)..].IndexOfAnyInRange(FirstEscape, LastEscape);
                plain = next < 0 ? -1 : plain + 1 + next;
            }
            if (plain < 0) plain = rest.Length;
            bytes.AddRange(Encoding.UTF8.GetBytes(rest[..plain].ToString()));
            rest = rest[plain..];
            if (rest.IsEmpty) break;
            bytes.Add((byte)(rest[0] - EscapeBase));
            rest = rest[1..];
        }
        return [.. bytes];
    }

    /// <summary>A name as it can be shown on one line: bytes that are no UTF-8, and control characters, as <c>\xE9</c>.</summary>
    public static string Shown(string text)
    {
        if (!text.Any(c => char.IsControl(c) || IsEscape(c))) return text;
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) shown.Append(text[i]).Append(text[++i]);
            else if (IsEscape(text[i])) shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{text[i] - EscapeBase:X2}");
            else if (char.IsControl(text[i])) shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{(int)text[i]:X2}");
            else shown.Append(text[i]);
        }
        return shown.ToString();
    }

    private static bool IsEscape(char c) => c is >= FirstEscape and <= LastEscape;

    private static bool IsEscaped(string text) => text.AsSpan().IndexOfAnyInRange(FirstEscape, LastEscape) >= 0;
}
