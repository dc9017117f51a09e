using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public class Generator : IDisposable
    {
        private Generator(IntPtr handle, Device device)
        {
            if (handle == IntPtr.Zero) Check.ThrowLastError();
            Handle = handle;
            this.device = device;
        }

        public Generator(ulong seed = 0, Device? device = null)
            : this(Shim.ts_generator_new(seed, (int)(device?.type ?? DeviceType.CPU), device?.index ?? -1), device ?? CPU)
        {
        }

        ~Generator() => Dispose(false);

        public IntPtr Handle { get; private set; }

        public Device device { get; private set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle == IntPtr.Zero) return;
            Shim.ts_generator_dispose(Handle);
            Handle = IntPtr.Zero;
        }
    }
}
