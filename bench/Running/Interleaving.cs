namespace S3Actors.Bench.Running;

/// <summary>What a piece of work took.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Processor">Seconds of all cores together: what it takes whatever else the machine does.</param>
public readonly record struct Elapsed(double Wall, double Processor)
{
    public static Elapsed operator +(Elapsed one, Elapsed other) => new(one.Wall + other.Wall, one.Processor + other.Processor);

    public static Elapsed operator /(Elapsed elapsed, double parts) => new(elapsed.Wall / parts, elapsed.Processor / parts);
}

/// <summary>What the same work took, again and again.</summary>
public sealed record Timings(Samples Wall, Samples Processor);

/// <summary>One of several ways to do the same work.</summary>
/// <param name="Name">Unique among those compared.</param>
/// <param name="Measure">Does the work once more and returns what it took, e.g. seconds a step.</param>
public sealed record Contender(string Name, Func<Elapsed> Measure);

/// <summary>Measures contenders alternately, so that whatever else the machine does meets all of them alike.</summary>
public static class Interleaving
{
    /// <summary>In each round every contender is measured once; each round begins with the next one.</summary>
    /// <param name="goOn">Asked before every round but the first; null for all rounds.</param>
    /// <returns>Each contender's timings by its name, a round each.</returns>
    public static IReadOnlyDictionary<string, Timings> Run(IReadOnlyList<Contender> contenders, int rounds, Func<bool>? goOn = null)
    {
        var taken = contenders.ToDictionary(contender => contender.Name, _ => new List<Elapsed>());
        for (var round = 0; round < rounds && (round == 0 || goOn is null || goOn()); round++)
        {
            var first = round;
            foreach (var contender in Enumerable.Range(0, contenders.Count).Select(place => contenders[(first + place) % contenders.Count]))
                taken[contender.Name].Add(contender.Measure());
        }
        return taken.ToDictionary(pair => pair.Key,
            pair => new Timings(new Samples(pair.Value.Select(it => it.Wall)), new Samples(pair.Value.Select(it => it.Processor))));
    }
}
