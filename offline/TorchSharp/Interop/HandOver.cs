using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Receives the handles of an operation with several results, on the calling thread and during the call.</summary>
internal static unsafe class HandOver
{
    [ThreadStatic] private static IntPtr[]? received;

    public static delegate* unmanaged<IntPtr, IntPtr*, int, void> Take => &Receive;

    [UnmanagedCallersOnly]
    private static void Receive(IntPtr context, IntPtr* handles, int n) =>
        received = new ReadOnlySpan<IntPtr>(handles, n).ToArray();

    /// <summary>Checks the status and wraps what was received.</summary>
    public static torch.Tensor[] Done(int status, torch.Tensor operand)
    {
        GC.KeepAlive(operand);
        if (status != 0) Check.ThrowLastError();
        var handles = received!;
        received = null;
        return Array.ConvertAll(handles, h => new torch.Tensor(h));
    }
}

/// <summary>Handles of a list of tensors, for the length of one call.</summary>
internal static class Handles
{
    public static IntPtr[] Of(IList<torch.Tensor> tensors)
    {
        var handles = new IntPtr[tensors.Count];
        for (var i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
        return handles;
    }
}
