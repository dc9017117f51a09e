using S3Actors.Messages.Campaign;

namespace S3Actors.Actors.Campaign;

/// <summary>A search of the initial space, to compare the evolved one with.</summary>
/// <param name="Search">Its name.</param>
/// <param name="Supernet">Whose weights its candidates inherit.</param>
public sealed record ControlSearch(string Search, string Supernet);

/// <summary>
/// The controls of a campaign: which there are, and how their supernets are trained. A function of the specification. A control's own supernet has the name
/// of its search.
/// </summary>
public static class ControlSearches
{
    /// <summary>The words of the setting <c>search.control</c>, in the order in which they are told; of two with one meaning the first is written.</summary>
    public static IReadOnlyList<(string Word, (bool Control, ControlBudget? Budget) Meaning)> Words { get; } =
    [
        ("none", (false, null)), ("equal-final", (true, ControlBudget.EqualFinal)), ("equal-total", (true, ControlBudget.EqualTotal)),
        ("both", (true, ControlBudget.Both)),
        ("true", (true, null)), ("false", (false, null)),
    ];

    /// <summary>The word for what a specification says.</summary>
    public static string Word(SearchSpec search) => Words.First(it => it.Meaning == (search.Control, search.Control ? search.ControlBudget : null)).Word;

    /// <summary>In their order; none for a campaign without iterations, which searches the initial space itself.</summary>
    public static IReadOnlyList<ControlSearch> Of(CampaignSpec spec)
    {
        if (spec.Evolution.Iterations == 0) return [];
        var search = spec.Search;
        // The supernet of iteration 1 is that of the initial space: no other is trained where its steps are the final one's.
        var own = search.ControlBudget is not null && spec.Training.Steps != spec.Training.FinalSteps;
        List<ControlSearch> controls = [];
        if (search.Control && search.ControlBudget is not ControlBudget.EqualTotal)
            controls.Add(new(SearchNames.Control, own ? SearchNames.Control : SupernetNames.OfIteration(1)));
        if (search.Control && search.ControlBudget is ControlBudget.EqualTotal or ControlBudget.Both)
            controls.Add(new(SearchNames.ControlTotal, SearchNames.ControlTotal));
        return controls;
    }

    /// <summary>The number in the randomness of a search's winner that is trained by itself, behind all supernets' and the controls'.</summary>
    public static int RetrainingIndex(CampaignSpec spec, string search) =>
        spec.Evolution.Iterations + search switch { SearchNames.Final => 2, SearchNames.Control => 5, SearchNames.ControlTotal => 6, _ => 6 + (SearchNames.RandomSubnet(search) ?? 0) };

    /// <summary>How a control's own supernet is trained: its number in the randomness, behind all others', and its steps; null for other supernets.</summary>
    /// <param name="iterations">Iterations that the campaign did.</param>
    public static (int Index, int Steps)? Training(CampaignSpec spec, string supernet, int iterations) => supernet switch
    {
        SearchNames.Control => (spec.Evolution.Iterations + 3, spec.Training.FinalSteps),
        SearchNames.ControlTotal =>
            (spec.Evolution.Iterations + 4, (int)Math.Min(int.MaxValue, (long)iterations * spec.Measurement.ReplicateCount() * spec.Training.Steps + spec.Training.FinalSteps)),
        _ => null,
    };
}
