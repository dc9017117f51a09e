using S3Actors.Bench.Running;
using S3Actors.Models.Training;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>Both sides give the same numbers on the same weights and batches, or the comparison is of two different things.</summary>
internal static class Agreement
{
    private const int ComparedSubnets = 6;

    /// <summary>Largest difference of losses, relative.</summary>
    private const double OfLosses = 1e-4;

    /// <summary>Largest difference of a gradient's elements, relative to the parameter's largest.</summary>
    private const double OfGradients = 2e-3;

    /// <summary>Compares the first step's gradient, the losses of its passes, and what an evaluation says.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Require(Side ours, Side theirs, WorkloadFolder folder, Findings findings)
    {
        string[] files = [folder.File("gradient-ours.safetensors"), folder.File("gradient-theirs.safetensors")];
        var losses = Difference(ours.Process.Ask("gradient " + files[0]), theirs.Process.Ask("gradient " + files[1]), "losses");
        using SafetensorsContent ourGradient = SafetensorsFile.Read(files[0]), theirGradient = SafetensorsFile.Read(files[1]);
        var gradients = LargestDifference(ourGradient, theirGradient);
        var (our, their) = (ours.Process.Ask($"evaluate 0 {ComparedSubnets}"), theirs.Process.Ask($"evaluate 0 {ComparedSubnets}"));
        var evaluated = Difference(our, their, "losses");
        var wrong = Numbers(our, "wrong").Zip(Numbers(their, "wrong"), (a, b) => Math.Abs(a - b)).Max();

        findings.Say($"same numbers: losses within {losses:E0}, gradients within {gradients:E0} of each parameter's largest, evaluated losses within {evaluated:E0}, wrong answers within {wrong} of {Workload.EvaluatedImages}");
        if (losses > OfLosses || evaluated > OfLosses || gradients > OfGradients || wrong > 1)
            throw new InvalidOperationException($"{ours.Name} and {theirs.Name} do not compute the same");
    }

    private static double Difference(System.Text.Json.Nodes.JsonObject a, System.Text.Json.Nodes.JsonObject b, string key) =>
        Numbers(a, key).Zip(Numbers(b, key), (x, y) => Math.Abs(x - y) / Math.Abs(y)).Max();

    private static IEnumerable<double> Numbers(System.Text.Json.Nodes.JsonObject answer, string key) =>
        answer[key]!.AsArray().Select(number => number!.GetValue<double>());

    private static double LargestDifference(SafetensorsContent a, SafetensorsContent b) => a.Names.Max(name =>
    {
        var (x, y) = (a.Floats(name), b.Floats(name));
        // A gradient that is zero but for rounding (the keys' bias) has no scale of its own.
        var scale = Math.Max(y.Max(Math.Abs), 1e-4);
        return Enumerable.Range(0, x.Length).Max(i => Math.Abs(x[i] - y[i])) / scale;
    });
}
