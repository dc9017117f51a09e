using System.Text.RegularExpressions;

namespace S3Actors.Messages.Campaign;

/// <summary>
/// The assembly that holds a user's own rules, as a specification names it: by its content and not by where it stands. Its text,
/// <c>MyRules.dll 1.0.0.0 sha256:HEX</c>, is part of the file format (<see cref="RuleSpec.Assembly"/>).
/// </summary>
/// <param name="File">Name of the file, without a folder.</param>
/// <param name="Version">The assembly's version.</param>
/// <param name="Sha256">Digest of the file, lower-case hex.</param>
public sealed partial record RuleAssembly(string File, string Version, string Sha256)
{
    /// <summary>Reads a text as <see cref="ToString"/> writes it; false where it is none, as an earlier version's path.</summary>
    public static bool TryParse(string text, out RuleAssembly assembly)
    {
        var match = Form().Match(text);
        assembly = new RuleAssembly(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        return match.Success;
    }

    /// <summary>The assembly as a specification names it.</summary>
    public override string ToString() => $"{File} {Version} sha256:{Sha256}";

    [GeneratedRegex(@"\A([^/\\\p{Cc}]*[^/\\\p{Cc}.][^/\\\p{Cc}]*) (\S+) sha256:([0-9a-f]{64})\z")]
    private static partial Regex Form();
}
