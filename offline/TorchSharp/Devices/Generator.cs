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

        /// <summary>The generator that CPU operations use where none is given.</summary>
        public static Generator Default => new(Shim.ts_generator_default(), CPU);

        public IntPtr Handle { get; private set; }

        public Device device { get; private set; }

        public Generator manual_seed(long seed)
        {
            Check.Done(Shim.ts_generator_seed(Handle, (ulong)seed), this);
            return this;
        }

        public long initial_seed() => (long)Shim.ts_generator_initial_seed(Handle);

        /// <summary>The state as a tensor of bytes, for set_state.</summary>
        public Tensor get_state() => Check.Own(Shim.ts_generator_state(Handle), this);

        public void set_state(Tensor value) => Check.Done(Shim.ts_generator_set_state(Handle, value.Handle), this, value);

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

    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        Check.Done(Shim.ts_manual_seed((ulong)seed));
        return Generator.Default;
    }
}
