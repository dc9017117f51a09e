namespace TorchSharp;

/// <summary>
/// Disposes the tensors made while it is the thread's innermost scope, except those moved out or detached. Belongs to
/// the thread that made it: never held across an await.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private DisposeScopeManager? manager;

    internal DisposeScope(DisposeScopeManager manager)
    {
        this.manager = manager;
        OuterScope = manager.CurrentDisposeScope;
    }

    internal DisposeScope? OuterScope { get; set; }

    internal HashSet<IDisposable> Disposables { get; private set; } = new(ReferenceEqualityComparer.Instance);

    public int DisposablesCount
    {
        get
        {
            _ = Manager;
            return Disposables.Count;
        }
    }

    private DisposeScopeManager Manager => manager ?? throw new ObjectDisposedException(GetType().FullName);

    public bool Contains(IDisposable disposable) => Disposables.Contains(disposable);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        _ = Manager;
        if (scope is null) return Detach(disposable);
        if (Disposables.Remove(disposable)) Adopt(scope, disposable);
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        var statistics = Manager.StatisticsInstance.TensorStatistics;
        if (!Disposables.Remove(disposable) || disposable is not torch.Tensor tensor) return disposable;
        statistics.DetachedFromScopeCount++;
        tensor.OwningDisposeScope = null;
        return disposable;
    }

    public void Attach(IDisposable disposable)
    {
        var statistics = Manager.StatisticsInstance.TensorStatistics;
        if (Adopt(this, disposable)) statistics.AttachedToScopeCount++;
    }

    public void DisposeEverything() => DisposeEverythingBut(Array.Empty<IDisposable>());

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IDisposable)keep);
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        _ = Manager;
        var old = Disposables;
        Disposables = new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in old)
            if (!Disposables.Contains(disposable))
                disposable.Dispose();
    }

    public void Dispose()
    {
        if (manager is null) return;
        DisposeEverything();
        manager.RemoveDisposeScope(this);
        manager = null;
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        _ = Manager;
        Disposables.Remove(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = null;
    }

    /// <summary>Puts a replacement where the original was, if it was in a scope at all.</summary>
    internal static void ReplaceWith(torch.Tensor original, torch.Tensor replacement)
    {
        var scope = original.OwningDisposeScope;
        if (scope is null || !scope.Disposables.Remove(original)) return;
        original.OwningDisposeScope = null;
        Adopt(scope, replacement);
    }

    private static bool Adopt(DisposeScope scope, IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor)
            throw new InvalidOperationException("DisposeScope can only manage Tensor or PackedSequence");
        if (ReferenceEquals(scope, tensor.OwningDisposeScope)) return false;
        scope.Disposables.Add(tensor);
        tensor.OwningDisposeScope?.Disposables.Remove(tensor);
        tensor.OwningDisposeScope = scope;
        return true;
    }
}

public static partial class torch
{
    /// <summary>Opens a scope inside of this thread's current one.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();
}
