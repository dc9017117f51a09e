using Akka.Actor;
using Akka.Persistence;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>Snapshots shorten recovery and change nothing else.</summary>
public sealed class SnapshotTests : SqlPersistenceTest
{
    [Fact]
    public async Task Recovery_starts_from_the_latest_snapshot()
    {
        var actor = await New();
        await Store(actor, 1, 2);
        await Save(actor, 2);
        await Store(actor, 3);
        await Save(actor, 3);
        await Store(actor, 4);
        await Restart();
        actor = Recovering();
        await Expect("snapshot 6 of stream at 3", "recovered 4 as 4, recovering True", "replayed", "completed at 4, recovering False");
        Assert.Equal(new Total(10, 4), await actor.Ask<Total>(new Ask(), Patience));
    }

    [Fact]
    public async Task Recovery_from_a_snapshot_at_the_end_needs_no_event()
    {
        var actor = await New();
        await Store(actor, 1, 2);
        await Save(actor, 2);
        await Restart();
        actor = Recovering();
        await Expect("snapshot 3 of stream at 2", "replayed", "completed at 2, recovering False");
        await Store(actor, 5);
        Assert.Equal(["1", "2", "3"], File.Rows("SELECT sequence_number FROM journal ORDER BY 1"));
    }

    [Fact]
    public async Task A_snapshot_may_be_passed_over_by_its_number()
    {
        var actor = await New();
        await Store(actor, 1);
        await Save(actor, 1);
        await Store(actor, 2);
        await Save(actor, 2);
        await Restart();
        Recovering(recovery: new Recovery(new SnapshotSelectionCriteria(1)));
        await Expect("snapshot 1 of stream at 1", "recovered 2 as 2, recovering True", "replayed", "completed at 2, recovering False");
    }

    [Fact]
    public async Task A_second_snapshot_at_the_same_number_replaces_the_first()
    {
        var actor = await New();
        await Store(actor, 1);
        await Save(actor, 1);
        actor.Tell(new Do(a => a.SaveSnapshot(new Total(100, 1))));
        await Log.Next<SaveSnapshotSuccess>();
        Assert.Equal(["stream|1|926401|total-v1|5011"], File.Rows("SELECT persistence_id, sequence_number, snapshot, manifest, serializer_id FROM snapshot"));
    }

    [Fact]
    public async Task Snapshots_are_deleted_by_number_and_by_criteria()
    {
        var actor = await New();
        foreach (var n in new[] { 1, 2, 3, 4 })
        {
            await Store(actor, n);
            await Save(actor, n);
        }

        actor.Tell(new Do(a => a.DeleteSnapshot(3)));
        Assert.Equal(3, (await Log.Next<DeleteSnapshotSuccess>()).Metadata.SequenceNr);
        Assert.Equal(["1", "2", "4"], File.Rows("SELECT sequence_number FROM snapshot ORDER BY 1"));
        actor.Tell(new Do(a => a.DeleteSnapshots(new SnapshotSelectionCriteria(2))));
        Assert.Equal(2, (await Log.Next<DeleteSnapshotsSuccess>()).Criteria.MaxSequenceNr);
        Assert.Equal(["4"], File.Rows("SELECT sequence_number FROM snapshot ORDER BY 1"));
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_written_fails_alone()
    {
        var actor = await New();
        await Store(actor, 1);
        actor.Tell(new Do(a => a.SaveSnapshot(new Unwritable(1))));
        var failure = await Log.Next<SaveSnapshotFailure>();
        Assert.Equal(("stream", 1), (failure.Metadata.PersistenceId, failure.Metadata.SequenceNr));
        await Store(actor, 2);
    }

    private async Task Save(IActorRef actor, long sequenceNr)
    {
        actor.Tell(new Do(a => a.SaveSnapshot(a.Total)));
        var saved = await Log.Next<SaveSnapshotSuccess>();
        Assert.Equal(("stream", sequenceNr), (saved.Metadata.PersistenceId, saved.Metadata.SequenceNr));
        Assert.True(saved.Metadata.Timestamp > DateTime.UnixEpoch);
    }
}
