namespace TorchSharp.Modules;

/// <summary>
/// A tensor that is trained. Takes the tensor it is made of over: that wrapper becomes invalid, and the parameter stands in
/// its place in its dispose scope.
/// </summary>
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.with_requires_grad(requires_grad).MoveHandle(), false)
    {
        DisposeScope.ReplaceWith(data, this);
    }
}
