using FsCheck;
using FsCheck.Fluent;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Evaluation;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Evaluation;

public class RequestWorkTests
{
    private static RequestWork Work(int count, int groupSize, int attempts = 3, int evaluators = 1) =>
        new(Samples.Supernet, Samples.Set, Samples.Architectures(count), groupSize, evaluators, attempts, 100);

    private static SubnetResult[] Answer(EvaluationGroup group) => [.. group.Architectures.Select(architecture => Samples.Result(architecture))];

    [Fact]
    public void Whatever_the_order_of_answers_and_breaks_results_leave_in_the_order_of_the_request()
    {
        var plays = Gen.Choose(0, 1 << 30).ArrayOf(200);
        Prop.ForAll(plays.ToArbitrary(), Gen.Choose(1, 25).ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (play, count, groupSize) =>
        {
            var work = Work(count, groupSize, attempts: int.MaxValue, evaluators: 1 + play[0] % 4);
            var outside = new List<EvaluationGroup>();
            var released = new List<SubnetResult>();
            foreach (var move in play)
            {
                if (move % 3 == 0 && work.Take() is { } group) outside.Add(group);
                if (outside.Count == 0) continue;
                var chosen = outside[move / 3 % outside.Count];
                outside.Remove(chosen);
                if (move % 7 == 0) work.Break(chosen.Number, "broke");
                else released.AddRange(work.Return(chosen.Number, Answer(chosen)));
            }
            while (!work.Done)
            {
                while (work.Take() is { } group) outside.Add(group);
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
        Assert.Equal([3, 3, 1], new[] { work.Take()!, work.Take()!, work.Take()! }.Select(group => group.Architectures.Count));
        Assert.Null(work.Take());
        Assert.Equal(103, work.NextNumber);
    }

    /// <summary>A search's generation is no larger than a group: it must not keep one evaluator busy and the others idle.</summary>
    [Fact]
    public void Groups_shrink_towards_the_end_where_several_evaluators_share_the_work()
    {
        var work = Work(16, 16, evaluators: 2);
        var sizes = new List<int>();
        while (work.Take() is { } group) sizes.Add(group.Architectures.Count);
        Assert.Equal([4, 3, 3, 2, 1, 1, 1, 1], sizes);
        Assert.Equal(5, Work(100, 5, evaluators: 3).Take()!.Architectures.Count);
    }

    [Fact]
    public void A_duplicate_answer_and_an_answer_to_a_group_of_old_say_nothing()
    {
        var work = Work(3, 3);
        var group = work.Take()!;
        Assert.Equal(3, work.Return(group.Number, Answer(group)).Count);
        Assert.Empty(work.Return(group.Number, Answer(group)));
        Assert.Empty(work.Return(7, Answer(group)));
        Assert.Null(work.Break(7, "old"));
        Assert.True(work.Done);
    }

    [Fact]
    public void A_broken_group_is_tried_again_one_subnet_at_a_time_until_the_bad_one_is_given_up()
    {
        var work = Work(2, 2, attempts: 3);
        var bad = Samples.Architectures(2)[1];
        Assert.Null(work.Break(work.Take()!.Number, "broke"));
        var good = work.Take()!;
        Assert.Equal([Samples.Architectures(2)[0]], good.Architectures);
        Assert.Single(work.Return(good.Number, Answer(good)));
        Assert.Null(work.Break(work.Take()!.Number, "broke"));
        Assert.Equal(new GivenUp(bad, 3, "broke again"), work.Break(work.Take()!.Number, "broke again"));
    }

    [Fact]
    public void Answers_for_other_subnets_are_a_bug()
    {
        var work = Work(2, 1);
        var (first, second) = (work.Take()!, work.Take()!);
        Assert.Throws<StateException>(() => work.Return(first.Number, Answer(second)));
    }

    [Fact]
    public void Nothing_missing_is_done_at_once() => Assert.True(Work(0, 3).Done);
}
