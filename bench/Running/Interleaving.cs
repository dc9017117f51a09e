namespace S3Actors.Bench.Running;

/// <summary>One of several ways to do the same work.</summary>
/// <param name="Name">Unique among those compared.</param>
/// <param name="Measure">Does the work once more and returns what it took, e.g. seconds a step.</param>
public sealed record Contender(string Name, Func<double> Measure);

/// <summary>Measures contenders alternately, so that whatever else the machine does meets all of them alike.</summary>
public static class Interleaving
{
    /// <summary>In each round every contender is measured once; each round begins with the next one.</summary>
    /// <returns>Each contender's measurements by its name, a round each.</returns>
    public static IReadOnlyDictionary<string, Samples> Run(IReadOnlyList<Contender> contenders, int rounds)
    {
        var taken = contenders.ToDictionary(contender => contender.Name, _ => new double[rounds]);
        for (var round = 0; round < rounds; round++)
            for (var place = 0; place < contenders.Count; place++)
            {
                var contender = contenders[(round + place) % contenders.Count];
                taken[contender.Name][round] = contender.Measure();
            }
        return taken.ToDictionary(pair => pair.Key, pair => new Samples(pair.Value));
    }

    /// <summary>The name of the contender with the least median.</summary>
    public static string Best(IReadOnlyDictionary<string, Samples> samples) => samples.MinBy(pair => pair.Value.Median).Key;
}
