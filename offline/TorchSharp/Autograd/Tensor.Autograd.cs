using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                var on = Shim.ts_requires_grad(Handle);
                GC.KeepAlive(this);
                return on;
            }
            set => Check.Done(Shim.ts_set_requires_grad(Handle, value), this);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf
        {
            get
            {
                var leaf = Shim.ts_is_leaf(Handle);
                GC.KeepAlive(this);
                Check.LastError();
                return leaf;
            }
        }

        /// <summary>The accumulated gradient, in a wrapper of its own at every call; null before the first backward.</summary>
        public Tensor? grad
        {
            get
            {
                var found = Shim.ts_grad(Handle);
                GC.KeepAlive(this);
                if (found != IntPtr.Zero) return new Tensor(found);
                Check.LastError();
                return null;
            }
            set => Check.Done(Shim.ts_set_grad(Handle, value?.Handle ?? IntPtr.Zero), this, value);
        }

        public Tensor detach() => Check.Own(Shim.ts_detach(Handle), this);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
