using Akka.Actor;

namespace S3Actors.Tests.Conformance.Persisting;

/// <summary>What happens between a command, its events and the next command.</summary>
public abstract class CommandOrderTests(string hocon) : PersistenceTest(hocon)
{
    [Fact]
    public async Task Events_are_stored_in_the_order_of_their_commands_and_numbered_from_one()
    {
        var actor = await New();
        foreach (var n in Enumerable.Range(1, 100)) actor.Tell(new Do(a => a.Persist(Added.Of(n), a.Stored)));
        await Expect([.. Enumerable.Range(1, 100).Select(n => $"stored {n} as {n}")]);
        Assert.Equal(new Total(5050, 100), await actor.Ask<Total>(new Ask(), Patience));
    }

    [Fact]
    public async Task No_command_comes_between_Persist_and_its_handler()
    {
        var actor = await New();
        actor.Tell(new Do(a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            a.Persist(Added.Of(1), a.Stored);
            a.Persist(Added.Of(2), a.Stored);
            a.Note("asked");
        }));
        await Expect("asked", "stored 1 as 1", "stored 2 as 2", "next command");
    }

    [Fact]
    public async Task No_command_comes_before_the_handlers_of_events_that_a_handler_persists()
    {
        var actor = await New();
        actor.Tell(new Do(a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            a.Persist(Added.Of(1), first =>
            {
                a.Stored(first);
                a.Persist(Added.Of(2), a.Stored);
            });
        }));
        await Expect("stored 1 as 1", "stored 2 as 2", "next command");
    }

    [Fact]
    public async Task Commands_that_waited_are_handled_in_their_order()
    {
        var actor = await New();
        actor.Tell(new Do(a =>
        {
            foreach (var i in Enumerable.Range(1, 5)) a.Self.Tell(new Do(b => b.Persist(Added.Of(10 + i), b.Stored)));
            a.Persist(Added.Of(1), a.Stored);
        }));
        await Expect("stored 1 as 1", "stored 11 as 2", "stored 12 as 3", "stored 13 as 4", "stored 14 as 5", "stored 15 as 6");
    }

    [Fact]
    public async Task PersistAll_calls_its_handler_for_each_event_before_the_next_command()
    {
        var actor = await New();
        actor.Tell(new Do(a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            a.PersistAll([Added.Of(1), Added.Of(2), Added.Of(3)], a.Stored);
            a.PersistAll(Array.Empty<Added>(), a.Stored);
        }));
        await Expect("stored 1 as 1", "stored 2 as 2", "stored 3 as 3", "next command");
    }

    [Fact]
    public async Task PersistAsync_lets_commands_in_and_keeps_the_order_of_its_handlers()
    {
        var actor = await New();
        actor.Tell(new Do(a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            a.PersistAsync(Added.Of(1), a.Stored);
            a.PersistAllAsync([Added.Of(2), Added.Of(3)], a.Stored);
        }));
        await Expect("next command", "stored 1 as 1", "stored 2 as 2", "stored 3 as 3");
    }

    [Fact]
    public async Task Persist_holds_commands_back_behind_earlier_PersistAsync()
    {
        var actor = await New();
        actor.Tell(new Do(a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            a.PersistAsync(Added.Of(1), a.Stored);
            a.Persist(Added.Of(2), a.Stored);
        }));
        await Expect("stored 1 as 1", "stored 2 as 2", "next command");
    }

    [Fact]
    public async Task DeferAsync_runs_after_the_handlers_before_it_or_at_once()
    {
        var actor = await New();
        actor.Tell(new Do(a =>
        {
            a.DeferAsync("nothing pending", a.Note);
            a.PersistAsync(Added.Of(1), a.Stored);
            a.DeferAsync("deferred", a.Note);
            a.PersistAsync(Added.Of(2), a.Stored);
            a.Note("asked");
        }));
        await Expect("nothing pending", "asked", "stored 1 as 1", "deferred", "stored 2 as 2");
    }

    [Fact]
    public async Task What_the_actor_stashed_comes_before_the_commands_that_wait()
    {
        var actor = await New();
        var stashed = false;
        var stashedOnce = new Do(a =>
        {
            if (stashed)
            {
                a.Note("stashed command");
                return;
            }

            stashed = true;
            a.Stash.Stash();
        });
        actor.Tell(stashedOnce);
        actor.Tell(new Do(a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            a.Persist(Added.Of(1), added =>
            {
                a.Stored(added);
                a.Stash.UnstashAll();
            });
        }));
        await Expect("stored 1 as 1", "stashed command", "next command");
    }

    [Fact]
    public async Task The_handler_of_an_event_has_the_sender_of_its_command()
    {
        var actor = await New();
        var answer = actor.Ask<string>(new Do(a => a.Persist(Added.Of(1), _ => a.Reply("stored"))), Patience);
        Assert.Equal("stored", await answer);
    }

    [Fact]
    public async Task An_asynchronous_command_persists_after_its_await_and_nothing_comes_between()
    {
        var actor = await New();
        actor.Tell(new DoAsync(async a =>
        {
            a.Self.Tell(new Do(b => b.Note("next command")));
            await Task.Yield();
            await Task.Delay(20);
            a.Note("awaited");
            a.Persist(Added.Of(1), a.Stored);
        }));
        await Expect("awaited", "stored 1 as 1", "next command");
    }

    [Fact]
    public async Task A_command_that_throws_restarts_the_actor_which_recovers_what_was_stored()
    {
        var actor = await New();
        await Store(actor, 1, 2);
        actor.Tell(new Do(_ => throw new InvalidOperationException("a bug")));
        actor.Tell(new Do(a => a.Persist(Added.Of(3), a.Stored)));
        await Expect(
            "recovered 1 as 1, recovering True", "recovered 2 as 2, recovering True", "replayed", "completed at 2, recovering False", "stored 3 as 3");
        Assert.Equal(new Total(6, 3), await actor.Ask<Total>(new Ask(), Patience));
    }
}

public sealed class InMemoryCommandOrderTests() : CommandOrderTests(Journals.InMemory);

public sealed class SqlCommandOrderTests : CommandOrderTests
{
    private readonly JournalFile _file;

    public SqlCommandOrderTests()
        : this(new JournalFile())
    {
    }

    private SqlCommandOrderTests(JournalFile file)
        : base(file.Hocon) => _file = file;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }
}
