using FsCheck;
using FsCheck.Fluent;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Evaluation;

public class RequestWorkTests
{
    private static RequestWork Work(int count, int groupSize, int attempts = 3) =>
        new(Samples.Supernet, Samples.Set, Samples.Architectures(count), groupSize, attempts, 100);

    private static SubnetResult[] Answer(EvaluationGroup group) => [.. group.Architectures.Select(architecture => Samples.Result(architecture))];

    [Fact]
    public void Whatever_the_order_of_answers_and_breaks_results_leave_in_the_order_of_the_request()
    {
        var plays = Gen.Choose(0, 1 << 30).ArrayOf(200);
        Prop.ForAll(plays.ToArbitrary(), Gen.Choose(1, 25).ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (play, count, groupSize) =>
        {
            var work = Work(count, groupSize, attempts: int.MaxValue);
            var share = 1.0 / (1 + play[0] % 4);
            var outside = new List<EvaluationGroup>();
            var released = new List<SubnetResult>();
            foreach (var move in play)
            {
                if (move % 3 == 0 && work.Take(share) is { } group) outside.Add(group);
                if (outside.Count == 0) continue;
                var chosen = outside[move / 3 % outside.Count];
                outside.Remove(chosen);
                if (move % 11 == 0) work.Repeat(chosen.Number); // and its own answer never comes
                else if (move % 7 == 0) work.Break(chosen.Number, "broke");
                else released.AddRange(work.Return(chosen.Number, Answer(chosen)));
            }
            while (!work.Done)
            {
                while (work.Take(1) is { } group) outside.Add(group);
                released.AddRange(work.Return(outside[^1].Number, Answer(outside[^1])));
                outside.RemoveAt(outside.Count - 1);
            }
            return released.Select(result => result.Architecture).SequenceEqual(Samples.Architectures(count));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Groups_go_out_in_order_and_each_subnet_once()
    {
        var work = Work(7, 3);
        Assert.Equal([3, 3, 1], new[] { work.Take(1)!, work.Take(1)!, work.Take(1)! }.Select(group => group.Architectures.Count));
        Assert.Null(work.Take(1));
        Assert.Equal(103, work.NextNumber);
    }

    /// <summary>A search's generation is no larger than a group: it must not keep one evaluator busy and the others idle.</summary>
    [Fact]
    public void Groups_shrink_towards_the_end_where_several_evaluators_share_the_work()
    {
        var work = Work(16, 16);
        var sizes = new List<int>();
        while (work.Take(0.5) is { } group) sizes.Add(group.Architectures.Count);
        Assert.Equal([4, 3, 3, 2, 1, 1, 1, 1], sizes);
        Assert.Equal(5, Work(100, 5).Take(1.0 / 3)!.Architectures.Count);
    }

    [Fact]
    public void A_duplicate_answer_and_an_answer_to_a_group_of_old_say_nothing()
    {
        var work = Work(3, 3);
        var group = work.Take(1)!;
        Assert.Equal(3, work.Return(group.Number, Answer(group)).Count);
        Assert.Empty(work.Return(group.Number, Answer(group)));
        Assert.Empty(work.Return(7, Answer(group)));
        Assert.Null(work.Break(7, "old"));
        Assert.True(work.Done);
    }

    [Fact]
    public void A_group_that_is_repeated_counts_once_whoever_answers_first()
    {
        var work = Work(3, 3);
        var slow = work.Take(1)!;
        Assert.Null(work.Take(1));
        work.Repeat(slow.Number);
        work.Repeat(slow.Number); // only once
        var copy = work.Take(1)!;
        Assert.NotEqual(slow.Number, copy.Number);
        Assert.Equal(slow.Architectures, copy.Architectures);
        Assert.Null(work.Take(1));
        Assert.Equal(3, work.Return(slow.Number, Answer(slow)).Count);
        Assert.True(work.Done);
        Assert.Null(work.Break(copy.Number, "broke"));
        Assert.Empty(work.Return(copy.Number, Answer(copy)));
        Assert.Null(work.Take(1));
    }

    [Fact]
    public void A_faster_evaluator_is_handed_more()
    {
        Assert.Equal((8, 2), (RequestWork.NextSize(20, 16, 0.8), RequestWork.NextSize(20, 16, 0.2)));
        Assert.Equal((1, 0), (RequestWork.NextSize(1, 16, 0.001), RequestWork.NextSize(0, 16, 0.5)));
    }

    [Fact]
    public void A_broken_group_is_tried_again_one_subnet_at_a_time_until_the_bad_one_is_given_up()
    {
        var work = Work(2, 2, attempts: 3);
        var bad = Samples.Architectures(2)[1];
        Assert.Null(work.Break(work.Take(1)!.Number, "broke"));
        var good = work.Take(1)!;
        Assert.Equal([Samples.Architectures(2)[0]], good.Architectures);
        Assert.Single(work.Return(good.Number, Answer(good)));
        Assert.Null(work.Break(work.Take(1)!.Number, "broke"));
        Assert.Equal(new GivenUp(bad, 3, "broke again"), work.Break(work.Take(1)!.Number, "broke again"));
    }

    [Fact]
    public void Answers_for_other_subnets_are_a_bug()
    {
        var work = Work(2, 1);
        var (first, second) = (work.Take(1)!, work.Take(1)!);
        Assert.Throws<StateException>(() => work.Return(first.Number, Answer(second)));
    }

    [Fact]
    public void Nothing_missing_is_done_at_once() => Assert.True(Work(0, 3).Done);
}
