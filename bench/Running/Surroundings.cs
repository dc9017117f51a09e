using System.Text.Json.Nodes;

namespace S3Actors.Bench.Running;

/// <summary>What a figure has to be read with: the machine, what else it does, and the libraries' settings.</summary>
internal static class Surroundings
{
    private static readonly string[] Variables = ["OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "OMP_NUM_THREADS", "MKL_NUM_THREADS"];

    public static JsonObject ToJson() => new()
    {
        ["processor"] = Processor, ["cores"] = Environment.ProcessorCount, ["load_average"] = Load,
        ["environment"] = new JsonObject(Variables.Select(name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(Value(name))))),
    };

    public static string ToText() =>
        $"{Processor}, {Environment.ProcessorCount} cores, load average {Load}; {string.Join(", ", Variables.Select(name => $"{name} {Value(name)}"))}\n";

    private static string Processor =>
        Value("/proc/cpuinfo", line => line.StartsWith("model name", StringComparison.Ordinal), line => line.Split(':')[1].Trim());

    /// <summary>Processes that ran or wanted to run, a minute's average, before the first benchmark began.</summary>
    private static string Load => Value("/proc/loadavg", _ => true, line => line.Split(' ')[0]);

    private static string Value(string variable) => Environment.GetEnvironmentVariable(variable) ?? "unset";

    private static string Value(string file, Func<string, bool> wanted, Func<string, string> part) =>
        File.Exists(file) && File.ReadLines(file).FirstOrDefault(wanted) is { } line ? part(line) : "unknown";
}
