using S3Actors.Messages.Campaign;

namespace S3Actors.Coordinator.Settings;

/// <summary>The setting <c>search.control</c>: what the evolved space is compared with.</summary>
internal static class ControlSettings
{
    private static readonly (string Word, (bool Control, ControlBudget? Budget) Meaning)[] Words =
    [
        ("none", (false, null)), ("equal-final", (true, ControlBudget.EqualFinal)), ("equal-total", (true, ControlBudget.EqualTotal)), ("both", (true, ControlBudget.Both)),
        ("true", (true, null)), ("false", (false, null)),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="budget">How the control's supernet is trained; null: it is that of iteration 1.</param>
    /// <returns>Whether there is a control.</returns>
    public static bool Read(SettingReader settings, out ControlBudget? budget)
    {
        (var control, budget) = settings.OneOf("search.control", Words);
        return control;
    }

    /// <summary>The word for it.</summary>
    public static string Word(SearchSpec search) => Array.Find(Words, it => it.Meaning == (search.Control, search.ControlBudget)).Word;
}
