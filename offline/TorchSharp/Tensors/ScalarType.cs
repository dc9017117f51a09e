namespace TorchSharp;

public static partial class torch
{
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        BFloat16 = 15
    }

    public static ScalarType @bool = ScalarType.Bool;
    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;

    /// <summary>The element type that holds a .NET element type, bit for bit.</summary>
    internal static ScalarType ScalarTypeOf(Type element) => element switch
    {
        _ when element == typeof(float) => ScalarType.Float32,
        _ when element == typeof(double) => ScalarType.Float64,
        _ when element == typeof(long) => ScalarType.Int64,
        _ when element == typeof(int) => ScalarType.Int32,
        _ when element == typeof(short) => ScalarType.Int16,
        _ when element == typeof(sbyte) => ScalarType.Int8,
        _ when element == typeof(byte) => ScalarType.Byte,
        _ when element == typeof(bool) => ScalarType.Bool,
        _ when element == typeof(Half) => ScalarType.Float16,
        _ => throw new NotSupportedException($"The type {element.FullName} is not supported.")
    };

    /// <summary>Whether the type has a fractional part.</summary>
    internal static bool IsFloatingPoint(ScalarType type) =>
        type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;
}
