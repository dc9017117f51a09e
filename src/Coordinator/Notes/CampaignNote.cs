using System.Text.RegularExpressions;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Notes;

/// <summary>A remark that a person made.</summary>
public sealed record CampaignRemark(DateTimeOffset Time, string Text)
{
    /// <summary>It on one line, with its time.</summary>
    public string ToLine() => FormattableString.Invariant($"{Time.UtcDateTime:yyyy-MM-dd HH:mm'Z'}  {SingleLine.Of(Text)}");
}

/// <summary>What a person said of a campaign: a text, a tag given, or a tag taken back; exactly one of the three.</summary>
/// <param name="Time">When it was said.</param>
/// <param name="Text">A remark; null where a tag is meant.</param>
/// <param name="Tag">A tag that the campaign has from now on.</param>
/// <param name="Untag">A tag that it no longer has.</param>
public sealed partial record CampaignNote(DateTimeOffset Time, string? Text = null, string? Tag = null, string? Untag = null)
{
    /// <summary>Characters of a remark at most.</summary>
    public const int LongestText = 4000;

    /// <summary>What a tag may be, in words.</summary>
    public const string TagsAllowed = "1 to 32 lower-case letters, digits, '.', '_' and '-', beginning with a letter or digit";

    /// <summary>Whether a word may be a tag.</summary>
    public static bool MayBeTag(string tag) => TagForm().IsMatch(tag);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,31}\z")]
    private static partial Regex TagForm();
}
