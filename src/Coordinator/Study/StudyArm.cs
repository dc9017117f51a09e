using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>A way to spend a campaign's effort, to be compared with others.</summary>
public enum StudyArm
{
    /// <summary>The campaign as it stands.</summary>
    Evolved,
    /// <summary>The initial space, its supernet trained as long as the evolved one's: equal final training.</summary>
    Initial,
    /// <summary>The initial space, its supernet trained for all the steps that evolution took: equal total training.</summary>
    InitialTotal,
    /// <summary>The campaign with its proposed moves dealt out at random among the dimensions.</summary>
    RandomMoves,
}

/// <summary>The arms by their words, and the settings that make them.</summary>
public static class StudyArms
{
    private static readonly (string Word, StudyArm Arm, string Heading)[] Table =
    [
        ("evolved", StudyArm.Evolved, "evolved space"), ("initial", StudyArm.Initial, "initial space, equal final training"),
        ("initial-total", StudyArm.InitialTotal, "initial space, equal total training"), ("random-moves", StudyArm.RandomMoves, "random moves of the same sizes"),
    ];

    /// <summary>Every word, in the order in which arms are told.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Table.Select(it => it.Word)];

    /// <summary>The word for an arm.</summary>
    public static string Word(this StudyArm arm) => Array.Find(Table, it => it.Arm == arm).Word;

    /// <summary>What an arm is called in tables.</summary>
    public static string Heading(this StudyArm arm) => Array.Find(Table, it => it.Arm == arm).Heading;

    /// <summary>Whether the arm's space evolves.</summary>
    public static bool Evolves(this StudyArm arm) => arm is StudyArm.Evolved or StudyArm.RandomMoves;

    /// <summary>Reads a word; null where there is no such arm.</summary>
    public static StudyArm? Parse(string word) => Array.FindIndex(Table, it => it.Word == word) is >= 0 and var place ? Table[place].Arm : null;

    /// <summary>The settings that make a campaign this arm's, as <c>--set</c> takes them.</summary>
    /// <param name="totalSteps">Optimizer steps of all supernets of the evolved arm; of meaning for <see cref="StudyArm.InitialTotal"/> alone.</param>
    public static IReadOnlyList<string> Settings(this StudyArm arm, long seed, int totalSteps)
    {
        List<string> settings = [Invariant($"campaign.seed={seed}"), "search.control=none"];
        if (!arm.Evolves()) settings.Add("evolution.iterations=0");
        if (arm == StudyArm.InitialTotal) settings.Add(Invariant($"training.final_steps={totalSteps}"));
        if (arm == StudyArm.RandomMoves) settings.Add("evolution.shuffled_moves=true");
        return settings;
    }
}
