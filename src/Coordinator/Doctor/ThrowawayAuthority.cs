using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S3Actors.Coordinator.Doctor;

/// <summary>Certificates for nodes of a cluster under test, of an authority that is made for it and forgotten.</summary>
public sealed class ThrowawayAuthority : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2); // clocks of the nodes may be hours apart
    private readonly string _folder;
    private readonly X509Certificate2 _certificate;

    /// <param name="folder">For its files.</param>
    /// <param name="name">Its name.</param>
    public ThrowawayAuthority(string folder, string name)
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now - Margin, now + Margin);
        File = Path.Combine(folder, $"{name}.pem");
        System.IO.File.WriteAllText(File, _certificate.ExportCertificatePem());
    }

    /// <summary>Its certificate: what <c>--authority</c> takes.</summary>
    public string File { get; }

    /// <summary>A new certificate with its key: what <c>--certificate</c> takes.</summary>
    /// <returns>The path of the file.</returns>
    public string Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var issued = request.Create(_certificate, _certificate.NotBefore, _certificate.NotAfter, RandomNumberGenerator.GetBytes(16));
        var file = Path.Combine(_folder, $"{Path.GetFileNameWithoutExtension(File)}-{name}.pem");
        System.IO.File.WriteAllText(file, issued.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();
}
