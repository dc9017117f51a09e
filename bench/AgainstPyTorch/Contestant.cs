using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>A side of the comparison that is written in .NET; it answers what pytorch/serve.py answers.</summary>
internal abstract class Contestant : IDisposable
{
    /// <summary>Takes the next steps.</summary>
    /// <returns>For each step the losses of its passes.</returns>
    protected abstract IEnumerable<IReadOnlyList<double>> Train(int steps);

    /// <summary>Evaluates the subnets from one to before another.</summary>
    /// <returns>For each subnet the wrong answers and the mean loss.</returns>
    protected abstract IEnumerable<(int Wrong, double Loss)> Evaluate(int begin, int end);

    /// <summary>Writes the summed gradient of the first step, as the weights are now, without drop path.</summary>
    /// <returns>The losses of its passes.</returns>
    protected abstract IEnumerable<double> Gradient(string file);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Says that it is ready, and answers each line until the input ends.</summary>
    public void Serve(TextReader input, TextWriter output)
    {
        output.WriteLine("ready");
        while (input.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var (wall, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var answer = words[0] switch
            {
                "train" => new JsonObject { ["losses"] = Array(Train(Number(words[1]))
                    .Select(losses => (JsonNode)Array(losses.Select(loss => (JsonNode)loss)))) },
                "evaluate" => Evaluated(Evaluate(Number(words[1]), Number(words[2]))),
                "gradient" => new JsonObject { ["losses"] = Array(Gradient(words[1]).Select(loss => (JsonNode)loss)) },
                "arithmetic" => new JsonObject { ["arithmetic"] = LibraryFacts.Text },
                _ => throw new ArgumentException($"'{line}' is not understood."),
            };
            answer["seconds"] = wall.Elapsed.TotalSeconds;
            answer["processor_seconds"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            output.WriteLine(answer.ToJsonString());
        }
    }

    private static JsonObject Evaluated(IEnumerable<(int Wrong, double Loss)> results)
    {
        var all = results.ToList();
        return new JsonObject { ["wrong"] = Array(all.Select(it => (JsonNode)it.Wrong)), ["losses"] = Array(all.Select(it => (JsonNode)it.Loss)) };
    }

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => [.. nodes];

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
