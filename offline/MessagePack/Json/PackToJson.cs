using System.Globalization;
using MessagePack.Wire;

namespace MessagePack.Json;

/// <summary>One pass from MessagePack to JSON text.</summary>
internal static class PackToJson
{
    public static void Write(PackReader reader, TextWriter text)
    {
        switch (Code.KindOf(reader.NextCode))
        {
            case Kind.Integer when Code.IsSigned(reader.NextCode):
                text.Write(reader.ReadInt64().ToString(CultureInfo.InvariantCulture));
                break;
            case Kind.Integer:
                text.Write(reader.ReadUInt64().ToString(CultureInfo.InvariantCulture));
                break;
            case Kind.Boolean:
                text.Write(reader.ReadBoolean() ? "true" : "false");
                break;
            case Kind.Float when reader.NextCode == Code.Float32:
                text.Write(reader.ReadSingle().ToString("R", CultureInfo.InvariantCulture));
                break;
            case Kind.Float:
                text.Write(reader.ReadDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            case Kind.String:
                Quote(reader.ReadString()!, text);
                break;
            case Kind.Binary:
                Quote(Convert.ToBase64String(reader.ReadBytes()!), text);
                break;
            case Kind.Array:
                WriteArray(reader, text);
                break;
            case Kind.Map:
                WriteMap(reader, text);
                break;
            case Kind.Extension:
                WriteExtension(reader, text);
                break;
            case Kind.Nil:
                reader.Skip();
                text.Write("null");
                break;
            default:
                throw PackReader.Unexpected(reader.NextCode);
        }
    }

    private static void WriteArray(PackReader reader, TextWriter text)
    {
        var count = reader.ReadArrayHeader();
        reader.Descend();
        text.Write('[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Write(',');
            Write(reader, text);
        }

        text.Write(']');
        reader.Ascend();
    }

    private static void WriteMap(PackReader reader, TextWriter text)
    {
        var count = reader.ReadMapHeader();
        reader.Descend();
        text.Write('{');
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Write(',');
            // JSON has text keys only: a key that would not come out in quotes gets them.
            var quote = Code.KindOf(reader.NextCode) is Kind.String or Kind.Binary ? "" : "\"";
            text.Write(quote);
            Write(reader, text);
            text.Write(quote);
            text.Write(':');
            Write(reader, text);
        }

        text.Write('}');
        reader.Ascend();
    }

    private static void WriteExtension(PackReader reader, TextWriter text)
    {
        var (kind, length) = reader.ReadExtensionHeader();
        if (kind == Code.TimestampExtension)
        {
            Quote(reader.ReadTimestamp(kind, length).ToString("o", CultureInfo.InvariantCulture), text);
            return;
        }

        text.Write('[');
        text.Write(kind.ToString(CultureInfo.InvariantCulture));
        text.Write(',');
        Quote(Convert.ToBase64String(reader.ReadRaw(length)), text);
        text.Write(']');
    }

    private static void Quote(string value, TextWriter text)
    {
        text.Write('"');
        foreach (var c in value)
        {
            var escape = c switch { '"' => "\\\"", '\\' => "\\\\", '\b' => "\\b", '\f' => "\\f", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => null };
            if (escape is null) text.Write(c);
            else text.Write(escape);
        }

        text.Write('"');
    }
}
