using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((IList<Tensor>)tensors, dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        var handles = Handles.Of(tensors);
        fixed (IntPtr* p = handles) return Check.Own(Shim.ts_cat(p, handles.Length, dim), tensors);
    }

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var list = tensors as IList<Tensor> ?? tensors.ToList();
        var handles = Handles.Of(list);
        fixed (IntPtr* p = handles) return Check.Own(Shim.ts_stack(p, handles.Length, dim), list);
    }

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);
}
