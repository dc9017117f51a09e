using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>A database that fails stops the actor; an event that has no written form is only refused.</summary>
public sealed class PersistFailureTests : SqlPersistenceTest
{
    [Fact]
    public async Task A_failed_write_stops_the_actor_and_a_later_one_recovers_what_was_stored()
    {
        var actor = await New();
        await Store(actor, 1);
        Refuse("1");
        await Log.Watch(actor);
        actor.Tell(new Do(a => a.Persist(Added.Of(2), a.Stored)));
        var failed = await Log.Next<Failed>();
        Assert.Equal((Added.Of(2), 2L), (failed.Event, failed.SequenceNr));
        Assert.Contains("no room", failed.Cause.Message);
        await Stopped(actor);
        File.Execute("DROP TRIGGER refuse");
        actor = Recovering();
        await Expect("recovered 1 as 1, recovering True", "replayed", "completed at 1, recovering False");
        await Store(actor, 2);
    }

    [Fact]
    public async Task A_group_is_stored_whole_or_not_at_all()
    {
        var actor = await New();
        Refuse("NEW.sequence_number = 3");
        await Log.Watch(actor);
        actor.Tell(new Do(a => a.PersistAll([Added.Of(1), Added.Of(2), Added.Of(3)], a.Stored)));
        Assert.Equal(1, (await Log.Next<Failed>()).SequenceNr);
        await Stopped(actor);
        Assert.Empty(File.Rows("SELECT * FROM journal"));
    }

    [Fact]
    public async Task Commands_that_waited_for_a_failed_write_are_not_handled()
    {
        var actor = await New();
        Refuse("1");
        await Log.Watch(actor);
        actor.Tell(new Do(a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            a.Persist(Added.Of(1), a.Stored);
        }));
        await Log.Next<Failed>();
        await Stopped(actor);
    }

    [Fact]
    public async Task Two_actors_of_one_stream_cannot_both_store_a_number()
    {
        var first = await New();
        var second = await New();
        await Log.Watch(second);
        await Store(first, 1);
        second.Tell(new Do(a => a.Persist(Added.Of(2), a.Stored)));
        Assert.Equal(1, (await Log.Next<Failed>()).SequenceNr);
        await Stopped(second);
        Assert.Equal(["9201A36E3D31"], File.Rows("SELECT message FROM journal"));
    }

    [Fact]
    public async Task An_event_that_cannot_be_written_is_rejected_and_the_actor_goes_on()
    {
        var actor = await New();
        await Store(actor, 1);
        actor.Tell(new Do(a => a.Persist(new Unwritable(2), _ => a.Note("never"))));
        var rejected = await Log.Next<Rejected>();
        Assert.Equal((new Unwritable(2), 2L), (rejected.Event, rejected.SequenceNr));
        Assert.Contains("refused by the serializer", rejected.Cause.Message);
        actor.Tell(new Do(a => a.Persist(Added.Of(3), a.Stored)));
        await Expect("stored 3 as 3");
        Assert.Equal(["1", "3"], File.Rows("SELECT sequence_number FROM journal ORDER BY 1"));
    }

    [Fact]
    public async Task A_group_with_an_event_that_cannot_be_written_is_rejected_whole()
    {
        var actor = await New();
        actor.Tell(new Do(a => a.PersistAll<object>([Added.Of(1), new Unwritable(2)], _ => a.Note("never"))));
        Assert.Equal(1, (await Log.Next<Rejected>()).SequenceNr);
        Assert.Equal(2, (await Log.Next<Rejected>()).SequenceNr);
        actor.Tell(new Do(a => a.Persist(Added.Of(3), a.Stored)));
        await Expect("stored 3 as 3");
        Assert.Equal(["3"], File.Rows("SELECT sequence_number FROM journal"));
    }

    [Fact]
    public async Task A_write_waits_for_another_process_to_leave_the_database()
    {
        var actor = await New();
        await Store(actor, 1);
        using (var other = File.Open())
        using (var transaction = other.BeginTransaction())
        {
            actor.Tell(new Do(a =>
            {
                a.Persist(Added.Of(2), a.Stored);
                a.Note("asked");
            }));
            await Expect("asked");
            await Task.Delay(300);
            transaction.Rollback();
        }

        await Expect("stored 2 as 2");
    }

    [Fact]
    public async Task A_back_off_supervisor_starts_it_again_until_the_database_recovers()
    {
        var ms = TimeSpan.FromMilliseconds(1);
        var child = Scripted.Props("stream", Log.Ref);
        var supervised = System.ActorOf(BackoffSupervisor.Props(Backoff.OnStop(child, "child", 20 * ms, 200 * ms, 0.0, -1)));
        await Expect("replayed", "completed at 0, recovering False");
        await Store(supervised, 1);
        Refuse("1");
        for (var i = 0; i < 3; i++)
        {
            supervised.Tell(Storing(2));
            Assert.Equal(2, (await Log.Next<Failed>()).SequenceNr);
            await Expect("recovered 1 as 1, recovering True", "replayed", "completed at 1, recovering False");
        }

        File.Execute("DROP TRIGGER refuse");
        await Store(supervised, 2);
    }

    private void Refuse(string condition) =>
        File.Execute($"CREATE TRIGGER refuse BEFORE INSERT ON journal WHEN {condition} BEGIN SELECT RAISE(ABORT, 'no room'); END");
}
