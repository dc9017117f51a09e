namespace MessagePack.Wire;

/// <summary>What a leading byte announces.</summary>
internal enum Kind
{
    Unknown,
    Integer,
    Nil,
    Boolean,
    Float,
    String,
    Binary,
    Array,
    Map,
    Extension,
}

/// <summary>The leading bytes of the MessagePack format (specification of 2017, with the timestamp extension).</summary>
internal static class Code
{
    public const byte FixMap = 0x80, FixArray = 0x90, FixString = 0xA0;
    public const byte Nil = 0xC0, False = 0xC2, True = 0xC3;
    public const byte Bin8 = 0xC4, Bin16 = 0xC5, Bin32 = 0xC6;
    public const byte Ext8 = 0xC7, Ext16 = 0xC8, Ext32 = 0xC9;
    public const byte Float32 = 0xCA, Float64 = 0xCB;
    public const byte UInt8 = 0xCC, UInt16 = 0xCD, UInt32 = 0xCE, UInt64 = 0xCF;
    public const byte Int8 = 0xD0, Int16 = 0xD1, Int32 = 0xD2, Int64 = 0xD3;
    public const byte FixExt1 = 0xD4, FixExt2 = 0xD5, FixExt4 = 0xD6, FixExt8 = 0xD7, FixExt16 = 0xD8;
    public const byte Str8 = 0xD9, Str16 = 0xDA, Str32 = 0xDB;
    public const byte Array16 = 0xDC, Array32 = 0xDD, Map16 = 0xDE, Map32 = 0xDF;
    public const byte NegativeFixInt = 0xE0;
    public const sbyte TimestampExtension = -1;

    public static bool IsSigned(byte code) => code >= NegativeFixInt || code is >= Int8 and <= Int64;

    public static Kind KindOf(byte code) => code switch
    {
        < FixMap or >= NegativeFixInt or (>= UInt8 and <= Int64) => Kind.Integer,
        < FixArray or Map16 or Map32 => Kind.Map,
        < FixString or Array16 or Array32 => Kind.Array,
        < Nil or Str8 or Str16 or Str32 => Kind.String,
        Nil => Kind.Nil,
        False or True => Kind.Boolean,
        Bin8 or Bin16 or Bin32 => Kind.Binary,
        Float32 or Float64 => Kind.Float,
        (>= Ext8 and <= Ext32) or (>= FixExt1 and <= FixExt16) => Kind.Extension,
        _ => Kind.Unknown,
    };
}
