using System.Security.Cryptography;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;

namespace S3Actors.Actors.Campaign;

/// <summary>The identity of a specification.</summary>
public static class SpecDigest
{
    /// <summary>
    /// SHA-256, lower-case hex, of the specification's bytes in the journal, its overrides sorted by name: equal for equal specifications,
    /// whatever the order in which their overrides were written.
    /// </summary>
    public static string Of(CampaignSpec spec) =>
        Convert.ToHexStringLower(SHA256.HashData(SpecificationBytes.Of(Sorted(spec))));

    /// <summary>The same specification with its overrides sorted by name.</summary>
    public static CampaignSpec Sorted(CampaignSpec spec)
    {
        var overrides = new SortedDictionary<string, RuleSpec>(StringComparer.Ordinal);
        foreach (var (name, rule) in spec.Evolution.Overrides) overrides.Add(name, rule);
        return spec with { Evolution = spec.Evolution with { Overrides = overrides } };
    }
}
