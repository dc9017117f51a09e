using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>A journal that Akka.Persistence.Sql 1.5.27.1 wrote is recovered and continued.</summary>
public sealed class GenuineJournalTests() : SqlPersistenceTest(JournalFile.Genuine)
{
    private const string Depth = "campaign-a/stage1.depth";
    private const string EmbedDim = "campaign-a/stage2.embed_dim";

    [Fact]
    public async Task The_stream_with_a_snapshot_is_recovered()
    {
        var actor = Recovering(Depth);
        await Expect($"snapshot 10 of {Depth} at 4", "recovered 5 as 5, recovering True", "replayed", "completed at 5, recovering False");
        Assert.Equal(new Total(15, 5), await actor.Ask<Total>(new Ask(), Patience));
    }

    [Fact]
    public async Task The_same_stream_is_recovered_without_its_snapshot()
    {
        Recovering(Depth, new Recovery(SnapshotSelectionCriteria.None));
        await Expect(
            "recovered 1 as 1, recovering True", "recovered 2 as 2, recovering True", "recovered 3 as 3, recovering True",
            "recovered 4 as 4, recovering True", "recovered 5 as 5, recovering True", "replayed", "completed at 5, recovering False");
    }

    [Fact]
    public async Task The_stream_with_deleted_events_is_recovered()
    {
        Recovering(EmbedDim);
        await Expect(
            "recovered 12 as 3, recovering True", "recovered 13 as 4, recovering True", "recovered 14 as 5, recovering True",
            "recovered 15 as 6, recovering True", "replayed", "completed at 6, recovering False");
    }

    [Fact]
    public async Task It_is_continued_in_the_same_form()
    {
        var before = File.Rows("SELECT * FROM journal ORDER BY ordering");
        var schema = Schema(File);
        var actor = Recovering(EmbedDim);
        Assert.Equal(54, (await actor.Ask<Total>(new Ask(), Patience)).Sum);
        actor.Tell(new Do(a => a.Persist(new Tagged(Added.Of(16), ["iteration-2"]), _ => a.Note("tagged"))));
        await SkipTo("tagged");
        Assert.Equal(before, File.Rows("SELECT * FROM journal WHERE ordering < 12 ORDER BY ordering"));
        Assert.Equal(
            ["12|0|campaign-a/stage2.embed_dim|7|9210A46E3D3136|added-v1|5011"],
            File.Rows("SELECT ordering, CAST(deleted AS INTEGER), persistence_id, sequence_number, message, manifest, identifier FROM journal WHERE ordering >= 12"));
        Assert.Equal(["12|iteration-2|7|campaign-a/stage2.embed_dim"], File.Rows("SELECT * FROM tags WHERE ordering_id = 12"));
        Assert.Equal(schema, Schema(File));
        await Restart();
        actor = Recovering(EmbedDim);
        Assert.Equal(new Total(70, 5), await actor.Ask<Total>(new Ask(), Patience));
    }

    internal static IReadOnlyList<string> Schema(JournalFile file) =>
        file.Rows("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 'sqlite_sequence' ORDER BY type, name");

    private async Task SkipTo(string line)
    {
        while (await Log.Next<string>() != line)
        {
        }
    }
}

/// <summary>The commands that made the genuine journal make the same journal here.</summary>
public sealed class JournalFormatTests : SqlPersistenceTest
{
    [Fact]
    public async Task The_same_commands_give_the_same_tables_rows_and_bytes()
    {
        var depth = await New("campaign-a/stage1.depth");
        var embedDim = await New("campaign-a/stage2.embed_dim");
        await Store(depth, 1, 2, 3);
        embedDim.Tell(new Do(a => a.PersistAll([Added.Of(10), Added.Of(11), Added.Of(12), Added.Of(13), Added.Of(14)], a.Stored)));
        await Expect("stored 10 as 1", "stored 11 as 2", "stored 12 as 3", "stored 13 as 4", "stored 14 as 5");
        embedDim.Tell(new Do(a => a.DeleteMessages(2)));
        await Log.Next<DeleteMessagesSuccess>();
        depth.Tell(new Do(a => a.Persist(new Tagged(new Added(4, "tagged"), ["iteration-1", "measured"]), _ => a.Note("tagged"))));
        await Expect("tagged");
        depth.Tell(new Do(a => a.SaveSnapshot(new Total(10, 4))));
        await Log.Next<SaveSnapshotSuccess>();
        await Store(depth, 5);
        await Store(embedDim, 15);

        using var genuine = new JournalFile(JournalFile.Genuine);
        // Since 1.5.73 whole numbers are INTEGER; 1.5.27.1 called them BigInt. SQLite stores both alike.
        Assert.Equal(GenuineJournalTests.Schema(genuine).Select(OneSpelling), GenuineJournalTests.Schema(File).Select(OneSpelling));
        const string Rows = """
            SELECT ordering, CAST(deleted AS INTEGER), persistence_id, sequence_number, message, manifest, identifier, length(writer_uuid),
                   typeof(created), typeof(deleted), typeof(message), typeof(writer_uuid) FROM journal ORDER BY ordering
            """;
        Assert.Equal(genuine.Rows(Rows), File.Rows(Rows));
        const string Tags = "SELECT * FROM tags ORDER BY ordering_id, tag";
        Assert.Equal(genuine.Rows(Tags), File.Rows(Tags));
        const string Snapshots = "SELECT persistence_id, sequence_number, snapshot, manifest, serializer_id, typeof(created) FROM snapshot";
        Assert.Equal(genuine.Rows(Snapshots), File.Rows(Snapshots));
    }

    private static string OneSpelling(string sql) => string.Join(' ', sql.Replace("BigInt", "INTEGER").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task Times_are_utc_ticks_one_a_write_and_the_writer_is_one_a_process()
    {
        var before = DateTime.UtcNow.Ticks;
        var actor = await New();
        actor.Tell(new Do(a => a.PersistAll([Added.Of(1), Added.Of(2)], a.Stored)));
        await Expect("stored 1 as 1", "stored 2 as 2");
        var other = await New("other");
        await Store(other, 3);
        var after = DateTime.UtcNow.Ticks;
        Assert.Equal(["0"], File.Rows($"SELECT COUNT(*) FROM journal WHERE created < {before} OR created > {after}"));
        Assert.Equal(["1"], File.Rows("SELECT COUNT(DISTINCT created) FROM journal WHERE persistence_id = 'stream'"));
        var writer = Assert.Single(File.Rows("SELECT DISTINCT writer_uuid FROM journal"));
        Assert.Matches("^[0-9a-f]{32}$", writer);
        await Restart();
        actor = Recovering();
        actor.Tell(new Do(a => a.Persist(Added.Of(4), a.Stored)));
        while (await Log.Next<string>() != "stored 4 as 3")
        {
        }

        Assert.Equal(["2"], File.Rows("SELECT COUNT(DISTINCT writer_uuid) FROM journal"));
    }
}
