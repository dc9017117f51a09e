using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static bool is_grad_enabled() => Shim.ts_grad_enabled();

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>Sets this thread's recording of operations until disposed.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly bool before = Shim.ts_grad_enabled();

        public GradMode(bool enabled) => Shim.ts_set_grad_enabled(enabled);

        public void Dispose() => Shim.ts_set_grad_enabled(before);
    }

    private sealed class InferenceMode : IDisposable
    {
        private IntPtr guard;

        public InferenceMode(bool mode)
        {
            guard = Shim.ts_inference_enter(mode);
            if (guard == IntPtr.Zero) Check.ThrowLastError();
        }

        public void Dispose()
        {
            if (guard == IntPtr.Zero) return;
            Shim.ts_inference_leave(guard);
            guard = IntPtr.Zero;
        }
    }
}
