using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Check.Own(Shim.ts_matmul(Handle, target.Handle), this, target);

        public Tensor mm(Tensor target) => Check.Own(Shim.ts_mm(Handle, target.Handle), this, target);

        public Tensor bmm(Tensor batch2) => Check.Own(Shim.ts_bmm(Handle, batch2.Handle), this, batch2);

        /// <summary>beta * this + alpha * mat1 mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Check.Own(Shim.ts_addmm(Handle, mat1.Handle, mat2.Handle, beta, alpha), this, mat1, mat2);
    }
}
