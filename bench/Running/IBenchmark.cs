namespace S3Actors.Bench.Running;

/// <summary>One question about speed or memory, answered by measuring.</summary>
public interface IBenchmark
{
    /// <summary>What it is called on the command line and in <c>--json</c>: lower case, one word.</summary>
    string Name { get; }

    /// <summary>What it answers, in one line.</summary>
    string Question { get; }

    /// <summary>Measures, and says what came out.</summary>
    void Run(Findings findings, Effort effort);
}

/// <summary>How much time a benchmark may take to be sure.</summary>
public enum Effort
{
    /// <summary>All benchmarks together take about ten minutes.</summary>
    Usual,

    /// <summary>More rounds, seeds or steps, in those benchmarks that gain by it; for a machine that has nothing else to do.</summary>
    Thorough,
}

/// <summary>The part of a benchmark that runs as a process of its own, so that what is compared shares nothing.</summary>
public interface IServant
{
    /// <summary>What it is called after <c>--serve</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Prepares, prints <c>ready</c>, and answers each line of the input with one line (see <see cref="ChildProcess"/>) until it ends.
    /// </summary>
    void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output);
}
