using System.Diagnostics;
using System.Text.Json.Nodes;

namespace S3Actors.Bench.Running;

/// <summary>
/// A process that works when it is told to: it prints <c>ready</c> once it has prepared, then answers each line with one line of JSON.
/// Between two lines it does nothing, so several of them can be measured in turn. It ends with its input.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    /// <summary>How the product's own process runs (Coordinator.csproj), so that what is measured in a servant is what it takes there.</summary>
    private static readonly IReadOnlyDictionary<string, string> AsTheProduct = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_gcConcurrent"] = "0" };

    private readonly Process _process;
    private readonly string _name;

    /// <summary>Starts it, and returns once it is ready.</summary>
    /// <param name="environment">Variables set for it over those of this process; an empty one is left out.</param>
    public ChildProcess(string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        _name = name;
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            if (value.Length == 0) start.Environment.Remove(variable);
            else start.Environment[variable] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{file} could not be started.");
        if (ReadLine() is not "ready" and var line) throw new InvalidOperationException($"{name} said '{line}' where it was to say it is ready.");
    }

    /// <summary>A servant of this program in a process of its own.</summary>
    public static ChildProcess Servant(IServant servant, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(servant.Name, Environment.ProcessPath!, ["--serve", servant.Name, .. arguments],
            (environment ?? new Dictionary<string, string>()).Concat(AsTheProduct).ToDictionary());

    /// <summary>Says a line, e.g. <c>go 20</c>, and waits for the answer.</summary>
    public JsonObject Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return JsonNode.Parse(ReadLine())!.AsObject();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private string ReadLine() =>
        _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{_name} ended before it answered; what it said stands above.");
}
