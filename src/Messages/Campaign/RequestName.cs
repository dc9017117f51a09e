using System.Globalization;
using S3Actors.Messages.Evaluation;

namespace S3Actors.Messages.Campaign;

/// <summary>Names of supernets: part of the file format.</summary>
public static class SupernetNames
{
    /// <summary>The supernet of the evolved space.</summary>
    public const string Final = "final";

    /// <summary>The evolved space's winner by itself, trained from scratch.</summary>
    public const string Retrained = "retrained";

    private const string RetrainedEnding = "-" + Retrained;

    /// <summary>The winner of a search by itself, trained from scratch.</summary>
    public static string RetrainedOf(string search) => search == SearchNames.Final ? Retrained : search + RetrainedEnding;

    /// <summary>The search whose winner, or the random subnet that, a supernet, or a subject of requests, is by itself; null where it is no such.</summary>
    public static string? RetrainedSearch(string subject) => subject == Retrained ? SearchNames.Final
        : subject.Length > RetrainedEnding.Length && subject.EndsWith(RetrainedEnding, StringComparison.Ordinal) ? subject[..^RetrainedEnding.Length] : null;

    /// <summary>The supernet of an iteration, counted from 1.</summary>
    public static string OfIteration(int iteration) => string.Create(CultureInfo.InvariantCulture, $"iteration-{iteration}");

    /// <summary>A supernet of an iteration that trains several.</summary>
    /// <param name="replicate">Counted from 1; the first is the iteration's own, whose weights are searched and inherited.</param>
    public static string OfReplicate(int iteration, int replicate) =>
        OfIteration(iteration) + (replicate == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ReplicateWord}{replicate}"));

    /// <summary>Every supernet of an iteration, the first one first.</summary>
    /// <param name="replicates">How many, at least 1.</param>
    public static IReadOnlyList<string> AllOfIteration(int iteration, int replicates) =>
        [.. Enumerable.Range(1, replicates).Select(replicate => OfReplicate(iteration, replicate))];

    /// <summary>What stands between an iteration and a replicate's number.</summary>
    internal const string ReplicateWord = "-replicate-";
}

/// <summary>Names of searches: part of the file format.</summary>
public static class SearchNames
{
    /// <summary>The search of the evolved space.</summary>
    public const string Final = "final";

    /// <summary>The search of the initial space, for comparison.</summary>
    public const string Control = "control";

    /// <summary>The same, on a supernet that is trained for as many steps as all the campaign's supernets together.</summary>
    public const string ControlTotal = "control-total";

    private const string RandomWord = "random-";

    /// <summary>
    /// A random subnet of the last space, which is retrained as if a search had chosen it: to see how far the order of inherited errors is that of
    /// errors with weights of their own.
    /// </summary>
    /// <param name="number">Counted from 1.</param>
    public static string OfRandomSubnet(int number) => string.Create(CultureInfo.InvariantCulture, $"{RandomWord}{number}");

    /// <summary>Which random subnet that is; null for a search.</summary>
    public static int? RandomSubnet(string search) =>
        search.StartsWith(RandomWord, StringComparison.Ordinal)
            && int.TryParse(search.AsSpan(RandomWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && OfRandomSubnet(number) == search ? number : null;
}

/// <summary>
/// Name of a request for evaluations, part of the file format: <c>iteration-2</c>, <c>iteration-2-replicate-3</c>, <c>final/generation-3</c>,
/// <c>control/winner-test</c>. Made by one of the three methods below, or read by <see cref="TryParse"/>.
/// </summary>
public readonly record struct RequestName
{
    private static readonly (string Word, EvaluationSplit Split)[] Winners =
        [("winner-search", EvaluationSplit.SearchValidation), ("winner-report", EvaluationSplit.ReportValidation), ("winner-test", EvaluationSplit.Test)];

    private const string IterationWord = "iteration-", GenerationWord = "generation-";

    private RequestName(string subject, string part) => (Subject, Part) = (subject, part);

    /// <summary>What it is for: an iteration's supernet, a search, or a retrained winner (<see cref="SupernetNames.RetrainedOf"/>).</summary>
    public string Subject { get; }

    /// <summary>What of the subject is measured: <c>generation-3</c>, <c>winner-test</c>; empty for an iteration, which is measured as a whole.</summary>
    public string Part { get; }

    /// <summary>The iteration, counted from 1; null for other requests.</summary>
    public int? Iteration { get; private init; }

    /// <summary>Which of the iteration's supernets, counted from 1; null for other requests.</summary>
    public int? Replicate { get; private init; }

    /// <summary>The generation of a search, counted from 1; null for other requests.</summary>
    public int? Generation { get; private init; }

    /// <summary>The images on which a winner is measured; null for other requests.</summary>
    public EvaluationSplit? WinnerOn { get; private init; }

    /// <summary>Everything that an iteration measures of one of its supernets; it has that one's name.</summary>
    public static RequestName OfIteration(int iteration, int replicate = 1) =>
        new(SupernetNames.OfReplicate(iteration, replicate), "") { Iteration = iteration, Replicate = replicate };

    /// <summary>The candidates of one generation of a search.</summary>
    public static RequestName OfGeneration(string search, int generation) =>
        new(search, string.Create(CultureInfo.InvariantCulture, $"{GenerationWord}{generation}")) { Generation = generation };

    /// <summary>A winner, on one set of images.</summary>
    /// <param name="subject">The search, or a retrained winner (<see cref="SupernetNames.RetrainedOf"/>).</param>
    public static RequestName OfWinner(string subject, EvaluationSplit images) =>
        new(subject, Array.Find(Winners, it => it.Split == images).Word) { WinnerOn = images };

    /// <summary>Reads a name as <see cref="ToString"/> writes it; false where it is none.</summary>
    public static bool TryParse(string text, out RequestName name)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (subject, part) = slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
        RequestName? read = part.Length == 0 ? OfSupernet(subject)
            : Number(part, GenerationWord) is { } generation ? OfGeneration(subject, generation)
            : Array.Find(Winners, it => it.Word == part) is { Word: not null } winner ? OfWinner(subject, winner.Split) : null;
        name = read ?? default;
        return read?.ToString() == text; // a number has one spelling
    }

    /// <summary>The name as it stands in the journal.</summary>
    public override string ToString() => string.IsNullOrEmpty(Part) ? Subject : $"{Subject}/{Part}";

    private static RequestName? OfSupernet(string supernet)
    {
        var end = supernet.IndexOf(SupernetNames.ReplicateWord, StringComparison.Ordinal);
        var iteration = Number(end < 0 ? supernet : supernet[..end], IterationWord);
        var replicate = end < 0 ? 1 : Number(supernet[end..], SupernetNames.ReplicateWord);
        return iteration is { } i && replicate is { } r ? OfIteration(i, r) : null;
    }

    private static int? Number(string text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(word.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
