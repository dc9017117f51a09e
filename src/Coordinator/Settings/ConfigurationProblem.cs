using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Settings;

/// <summary>What is wrong with one setting, in one line: file, key, value, what is allowed.</summary>
/// <param name="Source">The file, or <c>--set</c>.</param>
/// <param name="Key">The key below <c>s3actors</c>; empty where the file as a whole is meant.</param>
/// <param name="Value">The value as written; null where there is none.</param>
/// <param name="Message">What is allowed, or what is wrong.</param>
public sealed record ConfigurationProblem(string Source, string Key, string? Value, string Message)
{
    private const int MostShown = 200;

    /// <summary>The one line a user reads, whatever signs the key and the value hold.</summary>
    public override string ToString() => SingleLine.Of(
        Key.Length == 0 ? $"{Source}: {Message}"
        : Value is null ? $"{Source}: {Short(Key)}: {Message}"
        : $"{Source}: {Short(Key)} = {Short(Value)}: {Message}");

    private static string Short(string text) => text.Length <= MostShown ? text : text[..MostShown] + "...";
}

/// <summary>Everything that is wrong with a configuration, all at once.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One for each setting that is wrong; never empty.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;
}
