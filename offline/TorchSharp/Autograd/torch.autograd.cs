using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class autograd
    {
        /// <summary>
        /// Gradients of the outputs with respect to the inputs, in the inputs' order. With allow_unused, an input that no
        /// output depends on gives a tensor that is IsInvalid.
        /// </summary>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var outs = Handles.Of(outputs);
            var ins = Handles.Of(inputs);
            var seeds = grad_outputs is null ? [] : Handles.Of(grad_outputs);
            var results = new IntPtr[ins.Length];
            fixed (IntPtr* o = outs, i = ins, g = seeds, r = results)
            {
                var status = Shim.ts_autograd_grad(o, outs.Length, i, ins.Length, g, seeds.Length, retain_graph, create_graph, allow_unused, r);
                GC.KeepAlive(grad_outputs);
                Check.Done(status, outputs, inputs);
            }
            return Array.ConvertAll(results, handle => new Tensor(handle)).ToList();
        }

        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var outs = Handles.Of(tensors);
            var seeds = grad_tensors is null ? [] : Handles.Of(grad_tensors);
            var ins = inputs is null ? [] : Handles.Of(inputs);
            fixed (IntPtr* o = outs, g = seeds, i = ins)
            {
                var status = Shim.ts_backward(o, outs.Length, g, seeds.Length, retain_graph ?? create_graph, create_graph, i, ins.Length);
                GC.KeepAlive(tensors);
                Check.Done(status, grad_tensors, inputs);
            }
        }
    }
}
