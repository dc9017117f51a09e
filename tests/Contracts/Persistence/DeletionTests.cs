using Akka.Actor;
using Akka.Persistence;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>Deleting events keeps the stream's place.</summary>
public sealed class DeletionTests : SqlPersistenceTest
{
    [Fact]
    public async Task Deleted_events_do_not_come_back_and_the_last_of_them_stays_marked()
    {
        var actor = await New();
        await Store(actor, 1, 2, 3, 4);
        actor.Tell(new Do(a => a.DeleteMessages(2)));
        Assert.Equal(2, (await Log.Next<DeleteMessagesSuccess>()).ToSequenceNr);
        Assert.Equal(["2|1", "3|0", "4|0"], Numbers());
        await Restart();
        Recovering();
        await Expect("recovered 3 as 3, recovering True", "recovered 4 as 4, recovering True", "replayed", "completed at 4, recovering False");
    }

    [Fact]
    public async Task Numbers_go_on_when_all_events_are_deleted()
    {
        var actor = await New();
        await Store(actor, 1, 2, 3);
        actor.Tell(new Do(a => a.DeleteMessages(long.MaxValue)));
        Assert.Equal(3, (await Log.Next<DeleteMessagesSuccess>()).ToSequenceNr);
        Assert.Equal(["3|1"], Numbers());
        await Restart();
        actor = Recovering();
        await Expect("replayed", "completed at 3, recovering False");
        actor.Tell(new Do(a => a.Persist(Added.Of(9), a.Stored)));
        await Expect("stored 9 as 4");
    }

    [Fact]
    public async Task Events_that_are_not_there_yet_cannot_be_deleted()
    {
        var actor = await New();
        await Store(actor, 1);
        actor.Tell(new Do(a => a.DeleteMessages(2)));
        Assert.Equal(2, (await Log.Next<DeleteMessagesFailure>()).ToSequenceNr);
        Assert.Equal(["1|0"], Numbers());
    }

    [Fact]
    public async Task A_deletion_that_the_database_refuses_is_reported_and_the_actor_goes_on()
    {
        var actor = await New();
        await Store(actor, 1, 2);
        File.Execute("CREATE TRIGGER refuse BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'no'); END");
        actor.Tell(new Do(a => a.DeleteMessages(2)));
        Assert.Equal(2, (await Log.Next<DeleteMessagesFailure>()).ToSequenceNr);
        Assert.Equal(["1|0", "2|0"], Numbers());
        await Store(actor, 3);
    }

    private IReadOnlyList<string> Numbers() => File.Rows("SELECT sequence_number, CAST(deleted AS INTEGER) FROM journal ORDER BY 1");
}
