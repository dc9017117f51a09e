namespace S3Actors.Coordinator.Settings;

/// <summary>The form of a campaign's name: it is a folder's name and the first part of every persistence id.</summary>
public static class CampaignName
{
    /// <summary>What is allowed, in words.</summary>
    public const string Allowed = "a campaign's name has 1 to 64 letters, digits, '-', '_' or '.', the first a letter or digit; a path is no name";

    /// <summary>Whether a name has that form.</summary>
    public static bool IsAllowed(string name) =>
        name.Length is >= 1 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
