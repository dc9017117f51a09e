using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Hosting;

/// <summary>A node's own certificate, and which certificates of other nodes it accepts.</summary>
public sealed class NodeCertificates
{
    private readonly X509Certificate2Collection? _roots; // null for the system's
    private readonly string _authority;
    private readonly ConcurrentDictionary<string, bool> _refused = [];

    private NodeCertificates(X509Certificate2 own, X509Certificate2Collection? roots, string authority) =>
        (Own, _roots, _authority) = (own, roots, authority);

    /// <summary>What this node shows, with its private key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Hears a line the first time that a certificate is refused; from any thread.</summary>
    public Action<string> Refusing { get; set; } = _ => { };

    /// <summary>For the actor system: both sides show certificates, and each checks the other's.</summary>
    public DotNettySslSetup Setup => new(Own, suppressValidation: false, requireMutualAuthentication: true, (shown, _, _, _, _) => Accepts(shown));

    /// <summary>Reads PEM files.</summary>
    /// <param name="key">The file with the private key; null where that stands beside the certificate.</param>
    /// <param name="authority">The file with the certificates that those of other nodes must come from; null for the system's.</param>
    /// <exception cref="BadInputException">A file is not what it should be.</exception>
    public static NodeCertificates Read(string certificate, string? key, string? authority)
    {
        var own = Read("--certificate", certificate, () => X509Certificate2.CreateFromPemFile(certificate, key),
            "a PEM file with a certificate and its private key");
        if (authority is null) return new NodeCertificates(own, null, "one of the system's authorities");
        var roots = Read("--authority", authority, () =>
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(authority);
            return all;
        }, "a PEM file with certificates");
        if (roots.Count == 0) throw new BadInputException($"--authority {authority}: it holds no certificate");
        return new NodeCertificates(own, roots, $"--authority {authority}");
    }

    /// <summary>Whether another node's certificate comes from the authority, as it stands now.</summary>
    /// <param name="shown">Null where it shows none.</param>
    public bool Accepts(X509Certificate2? shown)
    {
        if (ProblemOf(shown) is not { } problem) return true;
        if (_refused.TryAdd(shown?.Thumbprint ?? "", true)) Refusing($"a node is refused: {problem}");
        return false;
    }

    /// <summary>Why another node's certificate is refused, in words; null where it is accepted.</summary>
    public string? ProblemOf(X509Certificate2? shown)
    {
        if (shown is null) return "it shows no certificate";
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (_roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        }
        if (chain.Build(shown)) return null;
        var expired = chain.ChainStatus.Any(it => it.Status == X509ChainStatusFlags.NotTimeValid);
        return $"its certificate {SingleLine.Of(shown.Subject)} {(expired ? "is not valid now" : $"does not come from {_authority}")}";
    }

    private static T Read<T>(string option, string file, Func<T> read, string wanted)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new BadInputException($"{option} {file}: not {wanted}");
        }
    }
}
