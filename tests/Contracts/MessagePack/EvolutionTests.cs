using MessagePack;

namespace S3Actors.Tests.Contracts.Packing;

/// <summary>What readers newer and older than the bytes make of them.</summary>
public sealed class EvolutionTests
{
    private static T Read<T>(string hex) => MessagePackSerializer.Deserialize<T>(Convert.FromHexString(hex));

    [Fact]
    public void Members_that_did_not_come_have_their_types_default()
    {
        Assert.Equal(new Point(3, 0), Read<Point>("9103"));
        Assert.Equal(new Point(0, 0), Read<Point>("90"));
        Assert.Null(Read<Big>("91A16E").Numbers);
    }

    [Fact]
    public void Members_that_are_not_known_are_stepped_over_however_deep() =>
        Assert.Equal(new Point(3, 1), Read<Point>("9703CB3FF0000000000000C0920102C40101D6FF61B14700" + "81A16193C2C3D4017F"));

    [Fact]
    public void Nil_is_null_for_references_and_refused_for_values()
    {
        Assert.Null(Read<Point>("C0"));
        Assert.Null(Read<Gap>("9401C0C0C0").B);
        Assert.Throws<MessagePackSerializationException>(() => Read<Point>("92C0CB3FF0000000000000"));
        Assert.Throws<MessagePackSerializationException>(() => Read<Id>("C0"));
        Assert.Throws<MessagePackSerializationException>(() => Read<int>("C0"));
    }

    [Fact]
    public void Whole_numbers_are_read_from_any_form_that_fits()
    {
        Assert.Equal(1, Read<int>("D30000000000000001"));
        Assert.Equal(1, Read<byte>("D10001"));
        Assert.Equal(5.0, Read<double>("05"));
        Assert.Equal(-1f, Read<float>("FF"));
        Assert.Equal(0.5, Read<double>("CA3F000000"));
        Assert.Throws<MessagePackSerializationException>(() => Read<byte>("CD0100"));
        Assert.Throws<MessagePackSerializationException>(() => Read<uint>("FF"));
        Assert.Throws<MessagePackSerializationException>(() => Read<long>("CFFFFFFFFFFFFFFFFF"));
        Assert.Throws<MessagePackSerializationException>(() => Read<int>("CB3FF0000000000000"));
    }

    [Fact]
    public void A_union_case_that_is_not_known_is_null_and_an_array_of_another_length_is_refused()
    {
        Assert.Null(Read<Shape>("920791CB4000000000000000"));
        Assert.Throws<MessagePackSerializationException>(() => Read<Shape>("930091CB400000000000000001"));
    }

    [Fact]
    public void Bytes_after_the_value_are_left_alone()
    {
        var value = MessagePackSerializer.Deserialize<int>(Convert.FromHexString("07C0FF"), out var taken);
        Assert.Equal((7, 1), (value, taken));
    }

    [Fact]
    public void The_memory_read_from_may_be_a_slice()
    {
        var bytes = Convert.FromHexString("FFFF9203CBC004000000000000FF");
        Assert.Equal(new Point(3, -2.5), MessagePackSerializer.Deserialize<Point>(bytes.AsMemory(2, 11)));
    }
}
