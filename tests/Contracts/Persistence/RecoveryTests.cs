using Akka.Actor;
using Akka.Persistence;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>What an actor is given when it starts.</summary>
public sealed class RecoveryTests : SqlPersistenceTest
{
    [Fact]
    public async Task Every_event_comes_back_in_order_and_then_the_end_of_recovery()
    {
        await Store(await New(), 1, 2, 3);
        await Restart();
        var actor = Recovering();
        await Expect(
            "recovered 1 as 1, recovering True",
            "recovered 2 as 2, recovering True",
            "recovered 3 as 3, recovering True",
            "replayed",
            "completed at 3, recovering False");
        await Store(actor, 4);
        Assert.Equal(new Total(10, 4), await actor.Ask<Total>(new Ask(), Patience));
    }

    [Fact]
    public async Task Streams_do_not_mix()
    {
        await Store(await New("a"), 1);
        await Store(await New("a/b"), 2);
        await Store(await New("A"), 3);
        await Restart();
        Recovering("a/b");
        await Expect("recovered 2 as 1, recovering True", "replayed", "completed at 1, recovering False");
    }

    [Fact]
    public async Task Commands_wait_until_recovery_has_ended()
    {
        await Store(await New(), 1);
        await Restart();
        var actor = Recovering();
        actor.Tell(new Do(a => a.Note("command")));
        actor.Tell(new Do(a => a.Persist(Added.Of(2), a.Stored)));
        await Expect("recovered 1 as 1, recovering True", "replayed", "completed at 1, recovering False", "command", "stored 2 as 2");
    }

    [Fact]
    public async Task Many_events_come_back_batch_by_batch_without_gap_or_repetition()
    {
        const int Count = 5_500; // more than five of the reader's batches
        var writer = await New();
        writer.Tell(new Do(a => a.PersistAll(Enumerable.Range(1, Count).Select(Added.Of), a.Apply)));
        Assert.Equal(Count, (await writer.Ask<Total>(new Ask(), Patience)).Count);
        await Restart();
        var next = 1;
        var inOrder = true;
        var actor = Recovering(onRecover: (_, added) => inOrder &= added.N == next++);
        Assert.Equal(new Total(Count * (Count + 1) / 2, Count), await actor.Ask<Total>(new Ask(), Patience));
        Assert.True(inOrder);
    }

    [Fact]
    public async Task A_handler_that_throws_on_an_event_stops_the_actor()
    {
        await Store(await New(), 1, 2, 3);
        await Restart();
        var actor = Recovering(onRecover: (_, added) =>
        {
            if (added.N == 2) throw new InvalidOperationException("cannot be");
        });
        await Log.Watch(actor);
        await Expect("recovered 1 as 1, recovering True");
        var failed = await Log.Next<RecoveryFailed>();
        Assert.Equal("cannot be", failed.Cause.Message);
        Assert.Equal(Added.Of(2), failed.Message);
        await Stopped(actor);
    }

    [Fact]
    public async Task Persisting_during_recovery_is_refused()
    {
        await Store(await New(), 1);
        await Restart();
        var actor = Recovering(onRecover: (a, added) => a.Persist(added, a.Stored));
        await Log.Watch(actor);
        Assert.IsType<InvalidOperationException>((await Log.Next<RecoveryFailed>()).Cause);
        await Stopped(actor);
    }

    [Theory]
    [InlineData("UPDATE journal SET message = X'C1' WHERE sequence_number = 2")]
    [InlineData("UPDATE journal SET manifest = 'added-v9' WHERE sequence_number = 2")]
    [InlineData("UPDATE journal SET identifier = 4711 WHERE sequence_number = 2")]
    public async Task A_row_that_cannot_be_read_stops_the_actor(string damage)
    {
        await Store(await New(), 1, 2);
        await Restart();
        File.Execute(damage);
        var actor = Recovering();
        await Log.Watch(actor);
        object next;
        do next = await Log.Next(); while (next is string);
        Assert.Null(Assert.IsType<RecoveryFailed>(next).Message);
        await Stopped(actor);
    }

    [Fact]
    public async Task More_actors_than_may_recover_at_once_all_recover()
    {
        var actors = Enumerable.Range(0, 120).Select(i => Recovering($"stream-{i}")).ToList();
        foreach (var actor in actors) Assert.Equal(new Total(0, 0), await actor.Ask<Total>(new Ask(), Patience));
    }

    [Fact]
    public async Task Actors_that_write_at_once_keep_their_own_order()
    {
        const int Actors = 40;
        var actors = Enumerable.Range(0, Actors).Select(i => Recovering($"stream-{i}")).ToList();
        for (var n = 1; n <= 25; n++)
        {
            foreach (var actor in actors) actor.Tell(Pipelined(n));
        }

        foreach (var actor in actors)
        {
            actor.Tell(Applied(26));
            Assert.Equal(new Total(351, 26), await actor.Ask<Total>(new Ask(), Patience));
        }

        var streams = File.Rows("SELECT persistence_id, COUNT(*), MIN(sequence_number), MAX(sequence_number) FROM journal GROUP BY 1");
        Assert.Equal(Actors, streams.Count);
        Assert.All(streams, stream => Assert.EndsWith("|26|1|26", stream));
        await Restart();
        var next = 1;
        var inOrder = true;
        var reader = Recovering("stream-7", onRecover: (_, added) => inOrder &= added.N == next++);
        Assert.Equal(26, (await reader.Ask<Total>(new Ask(), Patience)).Count);
        Assert.True(inOrder);
    }

    private static Do Pipelined(int n) => new(a => a.PersistAsync(Added.Of(n), a.Apply));

    private static Do Applied(int n) => new(a => a.Persist(Added.Of(n), a.Apply));
}
