using System.Text.Json.Nodes;

namespace S3Actors.Bench.Running;

/// <summary>What benchmarks have to say: text for people at once, and figures for programs at the end.</summary>
public sealed class Findings(TextWriter text)
{
    private readonly Findings? _above;

    private Findings(Findings above, JsonObject json) : this(above.Text) => (_above, Json) = (above, json);

    /// <summary>The figures so far.</summary>
    public JsonObject Json { get; } = [];

    private TextWriter Text { get; } = text;

    /// <summary>Findings whose figures stand within these, under a name.</summary>
    public Findings Of(string name)
    {
        var json = new JsonObject();
        Json[name] = json;
        return new Findings(this, json);
    }

    /// <summary>Prints a line, or a text that ends in a line feed.</summary>
    public void Say(string line)
    {
        Text.Write(line.EndsWith('\n') ? line : line + "\n");
        Text.Flush();
    }

    /// <summary>Adds a figure.</summary>
    public void Add(string key, JsonNode? value) => Json[key] = value;

    /// <summary>Adds a figure to the top of the document, where it can be found without knowing the benchmark.</summary>
    public void AddOnTop(string key, JsonNode? value)
    {
        if (_above is null) Add(key, value);
        else _above.AddOnTop(key, value);
    }
}
