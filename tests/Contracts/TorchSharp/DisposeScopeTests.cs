using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Contracts.Torch;

/// <summary>Lifetimes are lexical. Counts are this thread's, since tests run side by side.</summary>
public class DisposeScopeTests
{
    private static long Live => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        var before = Live;
        Tensor inside;
        using (NewDisposeScope())
        {
            inside = ones(3) + 1;
            Assert.Equal(before + 2, Live);
        }

        Assert.True(inside.IsInvalid);
        Assert.Equal(before, Live);
        Assert.Throws<InvalidOperationException>(() => inside.Handle);
    }

    [Fact]
    public void What_is_moved_out_lives_on_in_the_outer_scope_and_what_is_detached_in_none()
    {
        Tensor moved, detached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = ones(3).MoveToOuterDisposeScope();
                detached = ones(3).DetachFromDisposeScope();
            }
            Assert.False(moved.IsInvalid);
        }

        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_scope_keeps_what_it_is_told_to_keep()
    {
        using var scope = NewDisposeScope();
        var kept = ones(2);
        var gone = ones(2);

        scope.DisposeEverythingBut(kept);

        Assert.False(kept.IsInvalid);
        Assert.True(gone.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void A_tensor_made_outside_of_a_scope_is_none_of_its_business()
    {
        var outside = ones(2);
        using (NewDisposeScope()) outside.add_(1);

        Assert.Equal(2, outside[0].item<float>());
        outside.Dispose();
    }

    [Fact]
    public void Scopes_belong_to_their_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = ones(2));
        thread.Start();
        thread.Join();

        Assert.False(scope.Contains(other!));
        other!.Dispose();
    }

    [Fact]
    public void The_total_counts_what_lives_in_all_threads()
    {
        using var scope = NewDisposeScope();
        var held = Enumerable.Range(0, 1000).Select(_ => ones(1)).ToArray();

        Assert.True(Tensor.TotalCount >= held.Length);
    }
}
