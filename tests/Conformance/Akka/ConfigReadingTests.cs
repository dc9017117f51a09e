using Akka.Configuration;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class ConfigReadingTests
{
    private static readonly Config Config = ConfigurationFactory.ParseString("""
        s = text
        n = -3, l = 9000000000, d = 1e-3, f = 0.25
        yes = yes, on = on, off = off, true = true, false = false
        doubles = [1, 2.5, 3e2], longs = [1, 9000000000], bools = [on, false]
        """);

    [Fact]
    public void Numbers_are_read_invariantly()
    {
        Assert.Equal(-3, Config.GetInt("n"));
        Assert.Equal(9_000_000_000, Config.GetLong("l"));
        Assert.Equal(0.001, Config.GetDouble("d"));
        Assert.Equal(0.25m, Config.GetDecimal("f"));
        Assert.Equal(0.25f, Config.GetFloat("f"));
        Assert.Equal([1, 2.5, 300], Config.GetDoubleList("doubles"));
        Assert.Equal([1, 9_000_000_000], Config.GetLongList("longs"));
        Assert.Equal([true, false], Config.GetBooleanList("bools"));
    }

    [Fact]
    public void Booleans_are_on_off_true_false_and_nothing_else()
    {
        Assert.True(Config.GetBoolean("on"));
        Assert.True(Config.GetBoolean("true"));
        Assert.False(Config.GetBoolean("off", true));
        Assert.False(Config.GetBoolean("false", true));
        Assert.Throws<NotSupportedException>(() => Config.GetBoolean("yes"));
    }

    [Fact]
    public void A_value_of_the_wrong_form_throws()
    {
        Assert.Throws<FormatException>(() => Config.GetInt("s"));
        Assert.Throws<FormatException>(() => Config.GetInt("f"));
        Assert.Throws<FormatException>(() => Config.GetDouble("s"));
        Assert.Throws<OverflowException>(() => Config.GetInt("l"));
        Assert.ThrowsAny<Exception>(() => Config.GetInt("doubles"));
        Assert.Null(Config.GetString("doubles"));
    }

    [Fact]
    public void A_missing_path_gives_the_default()
    {
        Assert.False(Config.HasPath("none"));
        Assert.Null(Config.GetValue("none"));
        Assert.Null(Config.GetString("none"));
        Assert.Equal("x", Config.GetString("none", "x"));
        Assert.Equal(0, Config.GetInt("none"));
        Assert.Equal(7, Config.GetInt("none", 7));
        Assert.Equal(1.5, Config.GetDouble("s.deeper", 1.5));
        Assert.False(Config.GetBoolean("none"));
        Assert.Equal(TimeSpan.Zero, Config.GetTimeSpan("none"));
        Assert.Equal(TimeSpan.FromHours(1), Config.GetTimeSpan("none", TimeSpan.FromHours(1)));
        Assert.Null(Config.GetConfig("none"));
        Assert.Empty(Config.GetStringList("none"));
        Assert.Null(Config.GetByteSize("none", null));
        Assert.Throws<NullReferenceException>(() => Config.GetIntList("none"));
    }

    [Theory]
    [InlineData("10ms", 10)]
    [InlineData("10 milliseconds", 10)]
    [InlineData("1.5s", 1500)]
    [InlineData("2 seconds", 2000)]
    [InlineData("3m", 180_000)]
    [InlineData("2 hours", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("500 micros", 0.5)]
    [InlineData("250", 250)]
    [InlineData("infinite", -1)]
    public void Durations_have_units_and_are_milliseconds_without(string text, double milliseconds) =>
        Assert.Equal(milliseconds, ConfigurationFactory.ParseString($"t = {text}").GetTimeSpan("t").TotalMilliseconds);

    [Theory]
    [InlineData("-5s")]
    [InlineData("5 parsecs")]
    public void Other_durations_are_refused(string text) =>
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString($"t = {text}").GetTimeSpan("t"));

    [Theory]
    [InlineData("100", 100)]
    [InlineData("100b", 100)]
    [InlineData("2kB", 2_000)]
    [InlineData("2 k", 2_048)]
    [InlineData("2KiB", 2_048)]
    [InlineData("3 MB", 3_000_000)]
    [InlineData("3MiB", 3_145_728)]
    [InlineData("1 GiB", 1_073_741_824)]
    public void Sizes_have_units_of_1000_and_of_1024(string text, long bytes) =>
        Assert.Equal(bytes, ConfigurationFactory.ParseString($"b = {text}").GetByteSize("b", null));

    [Fact]
    public void Another_size_unit_is_refused() =>
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString("b = 5 bushels").GetByteSize("b", null));

    [Fact]
    public void The_first_configuration_wins_over_its_fallbacks()
    {
        var config = ConfigurationFactory.ParseString("a = 1, o { x = 1 }")
            .WithFallback(ConfigurationFactory.ParseString("a = 2, b = 2, o { x = 2, y = 2 }"))
            .WithFallback(ConfigurationFactory.ParseString("a = 3, b = 3, c = 3, o { z = 3 }"));
        Assert.Equal((1, 2, 3), (config.GetInt("a"), config.GetInt("b"), config.GetInt("c")));
        Assert.Equal((1, 2, 3), (config.GetInt("o.x"), config.GetInt("o.y"), config.GetInt("o.z")));
        var section = config.GetConfig("o");
        Assert.Equal((1, 2, 3), (section.GetInt("x"), section.GetInt("y"), section.GetInt("z")));
    }

    [Fact]
    public void A_list_replaces_a_list_as_a_whole()
    {
        var config = ConfigurationFactory.ParseString("a = [1]").WithFallback(ConfigurationFactory.ParseString("a = [2, 3]"));
        Assert.Equal([1], config.GetIntList("a"));
    }

    [Fact]
    public void An_empty_configuration_gives_way_to_its_fallback()
    {
        var fallback = ConfigurationFactory.ParseString("a = 1");
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.True(Config.Empty.IsEmpty);
        Assert.Same(fallback, ConfigurationFactory.Empty.WithFallback(fallback));
        Assert.Same(fallback, fallback.WithFallback(null));
        Assert.Throws<ArgumentException>(() => fallback.WithFallback(fallback));
        Assert.True(((Config?)null).IsNullOrEmpty());
    }

    [Fact]
    public void The_tree_can_be_walked()
    {
        var config = ConfigurationFactory.ParseString("a { b = 1, \"c d\" = [x] }").WithFallback(ConfigurationFactory.ParseString("a { e = 2 }\nf = 3"));
        var root = config.Root.GetObject();
        Assert.Equal(["a", "f"], root.Items.Keys.Order());
        var a = root.GetKey("a");
        Assert.True(a.IsObject() && !a.IsArray() && !a.IsString());
        Assert.Equal(["b", "c d", "e"], a.GetObject().Items.Keys.Order());
        Assert.True(a.GetObject().GetKey("b").IsString());
        Assert.True(a.GetObject().GetKey("c d").IsArray());
        Assert.Null(root.GetKey("none"));
        Assert.IsAssignableFrom<IDictionary<string, object>>(root.Unwrapped["a"]);
        Assert.Equal(["a", "f"], config.AsEnumerable().Select(item => item.Key).Order());
    }

    [Fact]
    public void Text_of_a_configuration_parses_to_the_same()
    {
        var config = ConfigurationFactory.ParseString("a { b = 1, c = \"x y\" }\nd = [1, 2]");
        var again = ConfigurationFactory.ParseString(config.ToString());
        Assert.Equal(("1", "x y"), (again.GetString("a.b"), again.GetString("a.c")));
        Assert.Equal([1, 2], again.GetIntList("d"));
        Assert.Equal(config.ToString(), again.ToString());
    }
}
