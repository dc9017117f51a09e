using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Serializer = Akka.Serialization.Serializer;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class SerializationTests() : ActorTest($$"""
    akka.actor {
      serializers {
        words = "{{typeof(WordSerializer).FullName}}, {{typeof(WordSerializer).Assembly.GetName().Name}}"
        numbers = "{{typeof(NumberSerializer).FullName}}, {{typeof(NumberSerializer).Assembly.GetName().Name}}"
      }
      serialization-bindings {
        "{{typeof(IWord).FullName}}, {{typeof(IWord).Assembly.GetName().Name}}" = words
        "System.Int32" = numbers
      }
      serialization-identifiers {
        "{{typeof(NumberSerializer).FullName}}, {{typeof(NumberSerializer).Assembly.GetName().Name}}" = 777
      }
    }
    """)
{
    [Fact]
    public void An_interface_binds_its_heirs()
    {
        var word = new Word("hello");
        var serializer = System.Serialization.FindSerializerFor(word);
        Assert.Equal(776, serializer.Identifier);
        Assert.Equal("word-v1", Serialization.ManifestFor(serializer, word));
        var bytes = System.Serialization.Serialize(word);
        Assert.Equal("hello", Encoding.UTF8.GetString(bytes));
        Assert.Equal(word, System.Serialization.Deserialize(bytes, 776, "word-v1"));
        Assert.Same(serializer, System.Serialization.FindSerializerForType(typeof(Word)));
    }

    [Fact]
    public void An_identifier_may_come_from_the_configuration()
    {
        var serializer = System.Serialization.FindSerializerFor(5);
        Assert.IsType<NumberSerializer>(serializer);
        Assert.Equal(777, serializer.Identifier);
        Assert.Equal("", Serialization.ManifestFor(serializer, 5));
        Assert.Equal(5, System.Serialization.Deserialize(BitConverter.GetBytes(5), 777, ""));
    }

    [Fact]
    public void Bytes_and_null_have_serializers_of_their_own()
    {
        byte[] bytes = [1, 2, 3];
        Assert.Equal(4, System.Serialization.FindSerializerFor(bytes).Identifier);
        Assert.Same(bytes, System.Serialization.Serialize(bytes));
        Assert.Equal(0, System.Serialization.FindSerializerFor(null).Identifier);
    }

    [Fact]
    public void An_unknown_identifier_is_refused() =>
        Assert.Throws<SerializationException>(() => System.Serialization.Deserialize([], 4711, ""));

    [Fact]
    public void An_exception_of_a_serializer_comes_through() =>
        Assert.Throws<FormatException>(() => System.Serialization.Deserialize([], 776, "word-v9"));

    public interface IWord
    {
    }

    public sealed record Word(string Text) : IWord;

    public sealed class WordSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 776;

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Word)obj).Text);

        public override string Manifest(object o) => "word-v1";

        public override object FromBinary(byte[] bytes, string manifest) =>
            manifest == "word-v1" ? new Word(Encoding.UTF8.GetString(bytes)) : throw new FormatException(manifest);
    }

    public sealed class NumberSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) => BitConverter.GetBytes((int)obj);

        public override object FromBinary(byte[] bytes, Type type) => BitConverter.ToInt32(bytes);
    }
}
