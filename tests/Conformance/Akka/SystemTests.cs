using Akka.Actor;
using Akka.Configuration;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class SystemTests() : ActorTest("my.own = 5")
{
    [Fact]
    public void Paths_and_references_have_texts()
    {
        var actor = System.ActorOf(Props.Create(() => new Parent()), "parent");
        Assert.Equal("parent", actor.Path.Name);
        Assert.Equal("akka://test/user/parent", actor.Path.ToString());
        Assert.Equal("/user/parent", actor.Path.ToStringWithoutAddress());
        Assert.Equal(["user", "parent"], actor.Path.Elements);
        Assert.Equal("akka://test/user", actor.Path.Parent.ToString());
        Assert.StartsWith("[akka://test/user/parent#", actor.ToString());
    }

    [Fact]
    public async Task References_of_one_path_and_different_incarnations_differ()
    {
        var first = System.ActorOf(Props.Create(() => new Parent()), "again");
        Assert.True(await first.GracefulStop(Patience));
        IActorRef? second = null;
        while (second is null) // the name is free once the guardian knows
        {
            try
            {
                second = System.ActorOf(Props.Create(() => new Parent()), "again");
            }
            catch (InvalidActorNameException)
            {
                await Task.Yield();
            }
        }

        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$no")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Names_with_other_signs_are_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => System.ActorOf(Props.Create(() => new Parent()), name));

    [Fact]
    public void A_name_taken_is_refused()
    {
        System.ActorOf(Props.Create(() => new Parent()), "taken");
        Assert.Throws<InvalidActorNameException>(() => System.ActorOf(Props.Create(() => new Parent()), "taken"));
    }

    [Theory]
    [InlineData("stage1.depth")]
    [InlineData("A-b_c.d*e+f:g@h&i=j,k!l~m'n;o()")]
    public void These_names_are_allowed(string name) => Assert.Equal(name, System.ActorOf(Props.Create(() => new Parent()), name).Path.Name);

    [Fact]
    public async Task Children_are_found_by_name()
    {
        var parent = System.ActorOf(Props.Create(() => new Parent()), "parent");
        Assert.Equal(["a", "b"], (await parent.Ask<string[]>("names", Patience)).Order());
        Assert.Equal("akka://test/user/parent/a", (await parent.Ask<IActorRef>("a", Patience)).Path.ToString());
        Assert.True((await parent.Ask<IActorRef>("none", Patience)).IsNobody());
    }

    [Fact]
    public async Task Selections_lead_to_actors_by_absolute_and_relative_paths()
    {
        await Ready(System.ActorOf(Props.Create(() => new Parent()), "parent"));
        var a = await System.ActorSelection("/user/parent/a").ResolveOne(Patience);
        Assert.Equal("a", a.Path.Name);
        Assert.Equal(a, await System.ActorSelection("akka://test/user/parent/a").ResolveOne(Patience));
        Assert.Equal(a, await System.ActorSelection("/user/parent/b/../a").ResolveOne(Patience));
        Assert.Equal("b!", await System.ActorSelection("/user/parent/b").Ask<string>("!", Patience));
    }

    [Fact]
    public async Task A_selection_that_leads_nowhere_is_not_found() =>
        await Assert.ThrowsAsync<ActorNotFoundException>(() => System.ActorSelection("/user/nowhere").ResolveOne(Patience));

    [Fact]
    public async Task A_selection_with_a_pattern_reaches_all_that_match()
    {
        await Ready(System.ActorOf(Props.Create(() => new Parent()), "parent"));
        var probe = NewProbe();
        System.ActorSelection("/user/parent/*").Tell("?", probe.Ref);
        var answers = new[] { await probe.Next(), await probe.Next() };
        Assert.Equal(["a?", "b?"], answers.Cast<string>().Order());
    }

    [Fact]
    public async Task Identify_answers_with_the_actor()
    {
        var parent = System.ActorOf(Props.Create(() => new Parent()), "parent");
        var identity = await parent.Ask<ActorIdentity>(new Identify("id"), Patience);
        Assert.Equal(("id", parent), (identity.MessageId, identity.Subject));
    }

    [Fact]
    public void Configuration_is_the_given_one_over_the_reference()
    {
        Assert.Equal(5, System.Settings.Config.GetInt("my.own"));
        Assert.Equal(30, System.Settings.Config.GetInt("akka.actor.default-dispatcher.throughput"));
        System.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("my { own = 6, other = 7 }"));
        Assert.Equal(5, System.Settings.Config.GetInt("my.own"));
        Assert.Equal(7, System.Settings.Config.GetInt("my.other"));
    }

    [Fact]
    public void An_unknown_dispatcher_is_refused() =>
        Assert.Throws<ConfigurationException>(() => System.ActorOf(Props.Create(() => new Parent()).WithDispatcher("no.such")));

    [Fact]
    public void A_system_has_an_extension_once()
    {
        Assert.Null(System.GetExtension<Counting>());
        var first = System.WithExtension<Counting, CountingProvider>();
        Assert.Same(first, System.WithExtension<Counting, CountingProvider>());
        Assert.Same(first, new CountingProvider().Apply(System));
        Assert.Same(first, new CountingProvider().Get(System));
        Assert.True(System.HasExtension<Counting>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("-x")]
    public void Other_names_of_systems_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public async Task A_system_can_be_made_with_a_setup()
    {
        var system = ActorSystem.Create("setup", BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            "akka.loglevel = OFF, akka.stdout-loglevel = OFF, x = 1")));
        Assert.Equal(1, system.Settings.Config.GetInt("x"));
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Props_take_arguments_once_and_types_at_run_time()
    {
        var n = 0;
        var next = () => ++n;
        var props = Props.Create(() => new Holder(next(), "x"));
        var actor = System.ActorOf(props);
        actor.Tell(new InvalidOperationException());
        Assert.Equal("1x", await actor.Ask<string>("?", Patience));
        Assert.Equal("2y", await System.ActorOf(Props.Create<Holder>(2, "y")).Ask<string>("?", Patience));
        Assert.Equal("3z", await System.ActorOf(Props.Create(typeof(Holder), 3, "z")).Ask<string>("?", Patience));
    }

    private static async Task Ready(IActorRef parent) => await parent.Ask<string[]>("names", Patience);

    public sealed class Counting : IExtension;

    public sealed class CountingProvider : ExtensionIdProvider<Counting>
    {
        public override Counting CreateExtension(ExtendedActorSystem system) => new();
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent()
        {
            Context.ActorOf(Props.Create(() => new Child()), "a");
            Context.ActorOf<Child>("b");
            Receive<string>(text => text == "names", _ => Sender.Tell(Context.GetChildren().Select(child => child.Path.Name).ToArray()));
            Receive<string>(name => Sender.Tell(Context.Child(name)));
        }
    }

    public sealed class Child : ReceiveActor
    {
        public Child() => Receive<string>(text => Sender.Tell(Self.Path.Name + text));
    }

    public sealed class Holder : ReceiveActor
    {
        public Holder(int number, string text)
        {
            Receive<string>(_ => Sender.Tell(number + text));
            Receive<Exception>(e => throw e);
        }
    }
}
