using Akka.Actor;
using Akka.Event;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class EventStreamTests : ActorTest
{
    [Fact]
    public async Task A_subscriber_gets_the_type_and_its_heirs_and_each_event_once()
    {
        var probe = NewProbe();
        Assert.True(System.EventStream.Subscribe(probe.Ref, typeof(Animal)));
        System.EventStream.Subscribe(probe.Ref, typeof(Dog));
        System.EventStream.Subscribe<INamed>(probe.Ref);
        System.EventStream.Publish(new Stone());
        System.EventStream.Publish(new Dog("rex"));
        System.EventStream.Publish(new Animal("cat"));
        Assert.Equal(new Dog("rex"), await probe.Next());
        Assert.Equal(new Animal("cat"), await probe.Next());
    }

    [Fact]
    public async Task Unsubscribed_is_told_no_more()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Animal));
        System.EventStream.Subscribe(probe.Ref, typeof(Stone));
        Assert.True(System.EventStream.Unsubscribe(probe.Ref, typeof(Animal)));
        System.EventStream.Publish(new Animal("cat"));
        System.EventStream.Publish(new Stone());
        Assert.IsType<Stone>(await probe.Next());
        System.EventStream.Unsubscribe(probe.Ref);
        System.EventStream.Publish(new Stone());
        probe.Ref.Tell("end");
        Assert.Equal("end", await probe.Next());
    }

    [Fact]
    public async Task An_heir_can_be_taken_out_of_a_subscription()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Animal));
        System.EventStream.Unsubscribe(probe.Ref, typeof(Dog));
        System.EventStream.Publish(new Dog("rex"));
        System.EventStream.Publish(new Animal("cat"));
        Assert.Equal(new Animal("cat"), await probe.Next());
    }

    [Fact]
    public void A_second_subscription_to_the_same_type_says_so()
    {
        var probe = NewProbe();
        Assert.True(System.EventStream.Subscribe(probe.Ref, typeof(Animal)));
        Assert.False(System.EventStream.Subscribe(probe.Ref, typeof(Animal)));
    }

    [Fact]
    public async Task Every_subscriber_is_told()
    {
        var (a, b) = (NewProbe(), NewProbe());
        System.EventStream.Subscribe(a.Ref, typeof(Stone));
        System.EventStream.Subscribe(b.Ref, typeof(Stone));
        System.EventStream.Publish(new Stone());
        await a.Next<Stone>();
        await b.Next<Stone>();
    }

    [Fact]
    public async Task Unhandled_messages_are_published()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(UnhandledMessage));
        var actor = System.ActorOf(Props.Create(() => new Deaf()));
        actor.Tell("what?", probe.Ref);
        var unhandled = await probe.Next<UnhandledMessage>();
        Assert.Equal(("what?", probe.Ref, actor), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
    }

    private interface INamed
    {
    }

    private record Animal(string Name) : INamed;

    private sealed record Dog(string Name) : Animal(Name);

    private sealed record Stone;

    private sealed class Deaf : ReceiveActor;
}
