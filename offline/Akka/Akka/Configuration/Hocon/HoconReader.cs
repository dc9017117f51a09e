using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>A position in a HOCON text and the lexical rules: what ends a key, what ends a word, how text is quoted.</summary>
internal sealed class HoconReader(string text)
{
    private const string EndsWord = "$\"{}[]:=,#`^?!@*&\\";
    private const string EndsKey = EndsWord + ".";

    private int _position;

    internal bool AtEnd => _position >= text.Length;

    internal char Current => AtEnd ? '\0' : text[_position];

    internal bool AtComment => At("#") || At("//");

    internal bool AtBlank => !AtEnd && Current is ' ' or '\t';

    internal bool AtWord => !AtEnd && !char.IsWhiteSpace(Current) && !AtComment && !EndsWord.Contains(Current);

    internal bool AtKey => !AtEnd && !char.IsWhiteSpace(Current) && !AtComment && !EndsKey.Contains(Current);

    internal bool AtValue => At("[") || At("{") || At("\"") || At("${") || AtWord;

    internal bool At(string pattern) => !AtEnd && string.CompareOrdinal(text, _position, pattern, 0, pattern.Length) == 0;

    internal bool TrySkip(string pattern)
    {
        if (!At(pattern))
            return false;
        _position += pattern.Length;
        return true;
    }

    /// <summary>Passes over one sign of structure that has no meaning where a key is expected.</summary>
    internal bool SkipStray() =>
        TrySkip(".") || TrySkip("{") || TrySkip("=") || TrySkip(":") || TrySkip("[") || TrySkip("]");

    internal void SkipBlankAndComments()
    {
        while (!AtEnd)
        {
            if (char.IsWhiteSpace(Current))
                _position++;
            else if (AtComment)
                SkipLine();
            else
                return;
        }
    }

    /// <summary>The file named by <c>include "name"</c>, if the text goes on so.</summary>
    internal bool TryReadInclude(out string name)
    {
        var start = _position;
        name = null;
        if (TrySkip("include") && (char.IsWhiteSpace(Current) || AtComment))
        {
            SkipBlankAndComments();
            if (At("\""))
            {
                name = ReadQuoted();
                return true;
            }
        }

        _position = start;
        return false;
    }

    /// <summary>An unquoted key. It may hold blanks, and ends at any sign that cannot stand in a key.</summary>
    internal string ReadKey() => ReadWhile(() => !AtComment && !EndsKey.Contains(Current)).Trim();

    internal string ReadBlanks() => ReadWhile(() => AtBlank);

    internal string ReadWord()
    {
        var word = ReadWhile(() => AtWord);
        return Current is not ('=' or ':') ? word : throw new ConfigurationException(
            $"The unquoted text '{word}' is followed by '{Current}': put an object into curly brackets, and quote text that holds this sign");
    }

    /// <summary>The path inside <c>${path}</c>.</summary>
    internal string ReadSubstitution()
    {
        _position += 2;
        var path = ReadWhile(() => AtWord);
        _position++;
        return path;
    }

    /// <summary>Text between three quotes on either side, exactly as it stands.</summary>
    internal string ReadTripleQuoted()
    {
        _position += 3;
        var content = ReadWhile(() => !At("\"\"\""));
        _position += 3;
        return content;
    }

    internal string ReadQuoted()
    {
        var content = new StringBuilder();
        _position++;
        while (!AtEnd && Current != '"')
            content.Append(Current == '\\' ? ReadEscape() : text[_position++]);
        _position++;
        return content.ToString();
    }

    internal FormatException Unknown(string expected) =>
        new($"Unknown token at position {_position}: expected {expected}, found '{(AtEnd ? "end of text" : Current)}' in\n{CurrentLine()}");

    private char ReadEscape()
    {
        _position++;
        var sign = Current;
        _position++;
        switch (sign)
        {
            case '"' or '\\' or '/':
                return sign;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                var code = int.Parse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, NumberFormatInfo.InvariantInfo);
                _position += 4;
                return (char)code;
            default:
                throw new FormatException($"Unknown escape code: {sign}");
        }
    }

    private string ReadWhile(Func<bool> goesOn)
    {
        var start = _position;
        while (!AtEnd && goesOn())
            _position++;
        return text[start.._position];
    }

    private void SkipLine()
    {
        while (!AtEnd && text[_position++] != '\n')
        {
        }
    }

    private string CurrentLine()
    {
        var at = Math.Min(_position, text.Length);
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', at);
        return text[start..(end < 0 ? text.Length : end)].TrimEnd('\r');
    }
}
