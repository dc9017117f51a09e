namespace S3Actors.Bench.Laws;

/// <summary>How a cost grows with one size, everything else held fast.</summary>
/// <param name="Name">On the command line of a servant, and in <c>--json</c>.</param>
/// <param name="What">What is done, in words.</param>
/// <param name="Size">What the size counts.</param>
/// <param name="Sizes">Geometric steps over a factor of at least 8.</param>
/// <param name="Measure">Does it in processes of their own for a size.</param>
internal sealed record Law(string Name, string What, string Size, IReadOnlyList<int> Sizes, Func<int, Cost> Measure);

/// <summary>What something of one size takes.</summary>
/// <param name="Size">The size as it came out, e.g. the events that a journal really has.</param>
/// <param name="Processor">Processor seconds, without those of a process's start.</param>
/// <param name="Peak">Bytes: the most that the process ever had resident.</param>
internal readonly record struct Cost(double Size, double Processor, double Peak);
