using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number of no tensor. Here it is a plain value: nothing native is behind it and Dispose has nothing to do.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly NativeScalar Value;

    internal Scalar(NativeScalar value) => Value = value;

    public static implicit operator Scalar(byte value) => new(NativeScalar.Of((long)value));

    public static implicit operator Scalar(sbyte value) => new(NativeScalar.Of((long)value));

    public static implicit operator Scalar(short value) => new(NativeScalar.Of((long)value));

    public static implicit operator Scalar(int value) => new(NativeScalar.Of((long)value));

    public static implicit operator Scalar(long value) => new(NativeScalar.Of(value));

    public static implicit operator Scalar(Half value) => new(NativeScalar.Of((double)value));

    public static implicit operator Scalar(float value) => new(NativeScalar.Of((double)value));

    public static implicit operator Scalar(double value) => new(NativeScalar.Of(value));

    public static implicit operator Scalar(bool value) => new(NativeScalar.Of(value));

    public torch.ScalarType Type => Value.Kind switch
    {
        1 => torch.ScalarType.Float64,
        2 => torch.ScalarType.Bool,
        _ => torch.ScalarType.Int64
    };

    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static float ToSingle(this Scalar value) => (float)value.Value.Real;

    public static double ToDouble(this Scalar value) => value.Value.Real;

    public static long ToInt64(this Scalar value) => value.Value.Integer;

    public static bool ToBoolean(this Scalar value) => value.Value.Kind == 1 ? value.Value.Real != 0 : value.Value.Bits != 0;
}
