using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// Owns one native tensor. Life: created (and registered with this thread's current dispose scope), then disposed by
    /// Dispose, by its scope, or as the last resort by the finalizer.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        internal IntPtr handle;

        private static long totalCount;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal Tensor(IntPtr handle, bool register = true)
        {
            this.handle = handle;
            Interlocked.Increment(ref totalCount);
            if (register) OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors created and not yet disposed, in all threads.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        public bool IsInvalid => handle == IntPtr.Zero;

        /// <exception cref="InvalidOperationException">The tensor is disposed, or was never defined.</exception>
        public IntPtr Handle
        {
            get
            {
                if (handle == IntPtr.Zero) throw new InvalidOperationException("Tensor invalid -- empty handle.");
                return handle;
            }
        }

        public string? name { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle == IntPtr.Zero) return;
            DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref totalCount);
            Shim.ts_dispose(handle);
            handle = IntPtr.Zero;
        }

        /// <summary>Gives the native tensor away: this wrapper becomes invalid and is no longer counted.</summary>
        internal IntPtr MoveHandle()
        {
            var moved = handle;
            handle = IntPtr.Zero;
            return moved;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null && other is not null)
                other.Attach(this);
            else
                OwningDisposeScope?.MoveToOther(other, this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether size and every element agree; not elementwise.</summary>
        public bool Equals(Tensor target)
        {
            if (target is null) return false;
            var same = Shim.ts_equal(Handle, target.Handle);
            GC.KeepAlive(target);
            Check.LastError();
            return same;
        }

        public override int GetHashCode() => base.GetHashCode();

        public override string ToString() =>
            IsInvalid ? "[invalid]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
