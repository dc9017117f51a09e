using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp.Interop;

/// <summary>A number as the shim takes it; <see cref="Kind"/> 0 integer, 1 floating point, 2 boolean, -1 absent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeScalar
{
    public long Kind;
    public long Bits;

    public static NativeScalar Absent => new() { Kind = -1 };

    public static NativeScalar Of(long value) => new() { Kind = 0, Bits = value };

    public static NativeScalar Of(double value) => new() { Kind = 1, Bits = BitConverter.DoubleToInt64Bits(value) };

    public static NativeScalar Of(bool value) => new() { Kind = 2, Bits = value ? 1 : 0 };

    public readonly double Real => Kind == 1 ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    public readonly long Integer => Kind == 1 ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;
}

/// <summary>One position of an index expression; kinds as in <see cref="torch.TensorIndex.Kind"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeIndex
{
    public long Kind;
    public long Start;
    public long Stop;
    public long Step;
    public IntPtr Tensor;
}

/// <summary>
/// The exported functions of libTorchShim, a file a subject. Arguments are blittable, so a call costs no more than the
/// transition. A null handle or a non-zero status means that <see cref="Check.ThrowLastError"/> has a message.
/// </summary>
internal static unsafe partial class Shim
{
    private const string Library = "TorchShim";

    [DllImport(Library)] public static extern byte* ts_error();
    [DllImport(Library)] public static extern byte* ts_torch_version();
}

/// <summary>Turns what the shim returns into tensors and exceptions.</summary>
internal static unsafe class Check
{
    /// <summary>Wraps a result; the operands are kept alive until libtorch is done with them.</summary>
    /// <exception cref="ExternalException">libtorch refused; the message is its own.</exception>
    public static torch.Tensor Own(IntPtr handle, object? a, object? b = null, object? c = null, object? d = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        GC.KeepAlive(d);
        if (handle == IntPtr.Zero) ThrowLastError();
        return new torch.Tensor(handle);
    }

    /// <summary>Checks a status and gives back <paramref name="self"/>, as in-place operations do.</summary>
    public static torch.Tensor Done(int status, torch.Tensor self, object? a = null, object? b = null)
    {
        GC.KeepAlive(self);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        if (status != 0) ThrowLastError();
        return self;
    }

    /// <summary>Checks a status.</summary>
    public static void Done(int status, object? a = null, object? b = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        if (status != 0) ThrowLastError();
    }

    /// <summary>Throws if the last call on this thread failed, for functions whose result can mean either.</summary>
    public static void LastError()
    {
        var message = Shim.ts_error();
        if (message != null) throw new ExternalException(Marshal.PtrToStringUTF8((IntPtr)message));
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void ThrowLastError()
    {
        LastError();
        throw new ExternalException("libtorch gave no result and no message");
    }
}
