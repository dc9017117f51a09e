using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.History;

/// <summary>One thing that a campaign's journal says of an architecture.</summary>
/// <param name="EventNumber">The row's number in the whole journal.</param>
/// <param name="SequenceNumber">Its number in its stream.</param>
/// <param name="What">In words.</param>
/// <param name="InheritedFrom">The ancestor that said it, in a fork; null for the campaign itself.</param>
public sealed record SubnetMention(long EventNumber, string Stream, long SequenceNumber, DateTimeOffset Time, string Event, string What, string? InheritedFrom);

/// <summary>Everything ever said of one architecture.</summary>
/// <param name="Digest">SHA-256 of its canonical text, lower-case hex.</param>
/// <param name="StandsFor">The choices it was measured for, e.g. <c>iteration 1: stage1.depth = 2</c>.</param>
public sealed record SubnetHistory(
    string Name, string Architecture, string Digest, long MacsPerImage, long ParameterCount, IReadOnlyList<string> StandsFor,
    IReadOnlyList<SubnetMention> Mentions)
{
    private const int ShortestDigest = 6;

    /// <summary>Reads it out of a journal.</summary>
    /// <param name="wanted">The canonical text, or the first characters of its digest, at least six.</param>
    /// <exception cref="BadInputException">The campaign never met such an architecture, or several.</exception>
    public static SubnetHistory Read(CampaignFolder folder, string wanted)
    {
        var byText = new Dictionary<Architecture, List<SubnetMention>>();
        var recorded = CampaignHistory.Read(folder, row =>
        {
            foreach (var (architecture, what) in Mentioned(row.Event).Where(it => Matches(it.Architecture, wanted)))
            {
                if (!byText.TryGetValue(architecture, out var list)) byText[architecture] = list = [];
                list.Add(new SubnetMention(row.Ordering, row.Stream, row.SequenceNumber, row.Time, EventNames.NameOf(row.Event.GetType()), what, null));
            }
        });
        if (byText.Count != 1)
        {
            throw new BadInputException(byText.Count == 0 ? $"--subnet {wanted}: campaign '{folder.Name}' never met it"
                : $"--subnet {wanted}: begins the digests of {byText.Count} architectures; give more of it");
        }
        var (found, mentions) = byText.Single();
        var cost = ArchitectureCost.Of(recorded.Spec.Network, found);
        return new SubnetHistory(folder.Name, found.CanonicalText, DigestOf(found), cost.MacsPerImage, cost.ParameterCount, [.. Choices(recorded, found)],
            [.. mentions.Select(it => it with { InheritedFrom = recorded.InheritedFrom(it.Stream, it.SequenceNumber) })]);
    }

    /// <summary>As people read it.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{Architecture}\nSHA-256 {Digest}; {NumberText.Millions(MacsPerImage)} MMACs, {ParameterCount} parameters\n");
        var table = new TextTable("event", "stream", "", "") { LeftAligned = new HashSet<int> { 1, 2, 3 } };
        foreach (var it in Mentions)
            table.Add($"#{it.EventNumber}", Invariant($"{it.Stream} {it.SequenceNumber}"), it.Event,
            it.What + (it.InheritedFrom is { } ancestor ? $"; inherited from '{ancestor}'" : ""));
        text.Append(table.ToText(indent: 2));
        foreach (var it in StandsFor) text.Append(CultureInfo.InvariantCulture, $"  stands for {it}\n");
        return text.ToString();
    }

    private static bool Matches(Architecture architecture, string wanted) =>
        architecture.CanonicalText == wanted
        || (wanted.Length >= ShortestDigest && wanted.All(char.IsAsciiHexDigit)
            && DigestOf(architecture).StartsWith(wanted, StringComparison.OrdinalIgnoreCase));

    private static string DigestOf(Architecture architecture) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(architecture.CanonicalText)));

    private static IEnumerable<(Architecture Architecture, string What)> Mentioned(IEvent content) => content switch
    {
        SubnetEvaluated e => [(e.Result.Architecture,
            Invariant($"{Error(e.Result.Error)} on {Set(e.Set)}, loss {e.Result.MeanLoss:0.0000}, checkpoint {e.Checkpoint[..12]}"))],
        EvaluationFailed e => [(e.Architecture, Invariant($"given up after {e.Attempts} attempts: {e.Reason}"))],
        GenerationBred e => e.Candidates.Select(it => (it.Architecture, Invariant($"{e.Search}, generation {e.Generation}: bred by {Origin(it.Origin)}"))),
        GenerationFinished e => e.Parents.Select((it, rank) =>
            (it.Architecture, Invariant($"{e.Search}, generation {e.Generation}: parent {rank + 1} of {e.Parents.Count}, {Error(it.Error)}"))),
        ArchitectureSelected e => [(e.Best.Architecture, Invariant($"{e.Search}: the best, {Error(e.Best.Error)}"))],
        WinnerSelected e => [(e.Architecture, Invariant($"{e.Search}: the winner; report-validation {Error(e.ReportValidation)}, test {Error(e.Test)}"))],
        RetrainingStarted e => [(e.Architecture, Invariant($"retraining of {Retrained(e.Search)} began, {e.Training.Steps} steps"))],
        WinnerRetrained e => [(e.Architecture,
            Invariant($"{Retrained(e.Search)}, retrained; report-validation {Error(e.ReportValidation)}, test {Error(e.Test)}"))],
        _ => [],
    };

    private static IEnumerable<string> Choices(CampaignHistory recorded, Architecture architecture)
    {
        foreach (var started in recorded.Iterations.Select(it => it.Started))
        {
            if (recorded.Trained(SupernetNames.OfIteration(started.Iteration)) is not { } trained) continue;
            var spec = recorded.SpecAt(started.Iteration);
            if (recorded.Result(trained.CheckpointSha256, new EvaluationSet(EvaluationSplit.SearchValidation, spec.Measurement.Images),
                architecture) is null) continue;
            foreach (var dimension in BlockTies.Of(spec).Searched(started.Space))
            {
                var plan = recorded.PlanOf(spec, started.Iteration, dimension.Id);
                for (var j = 0; j < plan.SubnetsByChoice.Count; j++)
                    if (plan.SubnetsByChoice[j].Contains(architecture))
                        yield return $"{dimension.Id} = {SearchDimension.Format(dimension.Choices[j])} in iteration {started.Iteration}";
            }
        }
    }

    private static string Retrained(string search) =>
        SearchNames.RandomSubnet(search) is { } number ? Invariant($"random subnet {number} of the last space") : $"the winner of '{search}'";

    private static string Error(Top1Error error) => Invariant($"error {error.Percent:0.00} % ({error.Incorrect} of {error.Images})");

    private static string Set(EvaluationSet set) => Invariant($"{set.Images} images of {set.Split.Word()}");

    private static string Origin(CandidateOrigin origin) =>
        origin switch { CandidateOrigin.Crossover => "crossover", CandidateOrigin.Mutation => "mutation", _ => "a random draw" };
}
