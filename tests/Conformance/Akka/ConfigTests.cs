using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class ConfigTests
{
    [Fact]
    public void Nested_objects_and_dotted_keys_are_the_same_tree()
    {
        var config = ConfigurationFactory.ParseString("a { b { c = 1 } }\na.b.d : 2\na.b { e = 3 }");
        Assert.Equal(1, config.GetInt("a.b.c"));
        Assert.Equal(2, config.GetInt("a.b.d"));
        Assert.Equal(3, config.GetInt("a.b.e"));
    }

    [Fact]
    public void Later_values_replace_and_later_objects_merge()
    {
        var config = ConfigurationFactory.ParseString("""
            a = 1
            a = 2
            o { x = 1, y = 1 }
            o { y = 2, z = 3 }
            o = { w = 4 }
            """);
        Assert.Equal(2, config.GetInt("a"));
        Assert.Equal((1, 2, 3, 4), (config.GetInt("o.x"), config.GetInt("o.y"), config.GetInt("o.z"), config.GetInt("o.w")));
    }

    [Fact]
    public void A_value_replaces_an_object_and_an_object_a_value()
    {
        var config = ConfigurationFactory.ParseString("a { b = 1 }\na = text\nc = 5\nc { d = 6 }");
        Assert.Equal("text", config.GetString("a"));
        Assert.False(config.HasPath("a.b"));
        Assert.Equal(6, config.GetInt("c.d"));
    }

    [Fact]
    public void Json_is_hocon()
    {
        var config = ConfigurationFactory.ParseString("""{ "a" : { "b.c" : [1, 2.5, "x"] }, "d" : true }""");
        Assert.Equal(["1", "2.5", "x"], config.GetStringList("a.\"b.c\""));
        Assert.True(config.GetBoolean("d"));
        Assert.False(config.HasPath("a.b"));
    }

    [Fact]
    public void Comments_are_passed_over()
    {
        var config = ConfigurationFactory.ParseString("""
            # one
            // two
            a = 1 # three
            b = 2 // four
            c = [ 1, # five
                  2 ] // six
            d = "no # comment // here"
            """);
        Assert.Equal((1, 2), (config.GetInt("a"), config.GetInt("b")));
        Assert.Equal([1, 2], config.GetIntList("c"));
        Assert.Equal("no # comment // here", config.GetString("d"));
    }

    [Fact]
    public void Strings_are_unquoted_quoted_and_triple_quoted()
    {
        var config = ConfigurationFactory.ParseString("a = some plain  text\nb = \"with\\n\\t\\\"\\\\\\u0041\"\nc = \"\"\"raw \\n \"x\"\nnext\"\"\"\nd = pre\"fix\" ${a}\ne = null");
        Assert.Equal("some plain  text", config.GetString("a"));
        Assert.Equal("with\n\t\"\\A", config.GetString("b"));
        Assert.Equal("raw \\n \"x\"\nnext", config.GetString("c"));
        Assert.Equal("prefix some plain  text", config.GetString("d"));
        Assert.Null(config.GetString("e"));
    }

    [Fact]
    public void Arrays_are_split_by_commas_or_lines_and_may_be_concatenated()
    {
        var config = ConfigurationFactory.ParseString("a = [1, 2, 3]\nb = [\n1\n2\n3\n]\nc = [1] [2, 3]\nd = []\ne = [[1,2],[3]]");
        Assert.Equal([1, 2, 3], config.GetIntList("a"));
        Assert.Equal([1, 2, 3], config.GetIntList("b"));
        Assert.Equal([1, 2, 3], config.GetIntList("c"));
        Assert.Empty(config.GetIntList("d"));
        Assert.False(config.GetValue("d").IsArray()); // an empty array is not told from nothing
        Assert.Equal([1, 2], config.GetValue("e").GetArray()[0].GetIntList());
    }

    [Fact]
    public void Substitutions_take_the_final_value_of_the_document()
    {
        var config = ConfigurationFactory.ParseString("a = ${b}\nb = 1\nb = 2\no { x = ${p.q} }\np { q = [1, 2] }\nr = ${p}");
        Assert.Equal(2, config.GetInt("a"));
        Assert.Equal([1, 2], config.GetIntList("o.x"));
        Assert.Equal([1, 2], config.GetIntList("r.q"));
    }

    [Fact]
    public void An_unresolved_substitution_is_refused() =>
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString("a = ${nowhere}"));

    [Fact]
    public void Include_asks_the_callback_and_merges()
    {
        var config = ConfigurationFactory.ParseString("s { x = 1\ninclude \"other\"\nz = 9 }",
            name => new HoconRoot(ConfigurationFactory.ParseString($"x = 5\ny = {name}\nz = 5").Root));
        Assert.Equal(5, config.GetInt("s.x"));
        Assert.Equal("other", config.GetString("s.y"));
        Assert.Equal(9, config.GetInt("s.z"));
    }

    [Theory]
    [InlineData("a = 10:30")]
    [InlineData("a = x=y")]
    public void Unquoted_text_may_not_hold_an_assignment(string hocon) =>
        Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString(hocon));

    [Theory]
    [InlineData(", a = 1")]
    [InlineData("a = 1\n, b = 2")]
    [InlineData("$a = 1")]
    [InlineData("a = \"\\x\"")]
    public void What_is_no_key_and_no_escape_is_refused(string hocon) =>
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString(hocon));
}
