using System.Net;
using System.Security.Cryptography.X509Certificates;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>Where the dashboard listens, and who may look.</summary>
/// <param name="RunsFolder">Folder of the campaigns' folders.</param>
/// <param name="Address">The loopback address, or another one; that takes a token.</param>
/// <param name="Port">In [0, 65535]; 0 takes a free one.</param>
/// <param name="Token">What a visitor must know; null: whoever reaches the loopback address may look.</param>
/// <param name="Certificate">For TLS; null: none.</param>
internal sealed record DashboardOptions(string RunsFolder, IPAddress Address, int Port, string? Token, X509Certificate2? Certificate)
{
    /// <summary>Whether whoever knows the token may have campaigns go on: their program is started again as it was last started.</summary>
    public bool AllowsResume { get; init; }

    private const int ShortestToken = 16;

    /// <summary>Reads the command line's.</summary>
    /// <exception cref="BadInputException">They are not allowed; the message says what is.</exception>
    public static DashboardOptions Of(string runsFolder, string address, int port, string? tokenFile, string? certificate, string? key, bool allowResume)
    {
        if (port is < 0 or > 65535) throw new BadInputException($"--port {port}: not in 0..65535");
        if (!IPAddress.TryParse(address == "localhost" ? "127.0.0.1" : address, out var ip))
            throw new BadInputException($"--listen {address}: not an address such as 127.0.0.1, 0.0.0.0 or ::1");
        if (tokenFile is null && !IPAddress.IsLoopback(ip))
            throw new BadInputException($"--listen {address}: other machines may look only with a token; --token-file FILE names a file that holds one of at least {ShortestToken} characters");
        if (allowResume && tokenFile is null) throw new BadInputException("--allow-resume goes with --token-file: whoever may start a process must know a token");
        if (key is not null && certificate is null) throw new BadInputException("--key goes with --certificate");
        return new DashboardOptions(runsFolder, ip, port, tokenFile is null ? null : TokenOf(tokenFile),
            certificate is null ? null : CertificateOf(certificate, key)) { AllowsResume = allowResume };
    }

    private static string TokenOf(string file)
    {
        try
        {
            var token = File.ReadAllText(file).Trim();
            if (token.Length < ShortestToken)
                throw new BadInputException($"--token-file {file}: its token has {token.Length} characters; at least {ShortestToken} are needed");
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
                throw new BadInputException($"--token-file {file}: others can read it; 'chmod 600' it first");
            return token;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--token-file {file}: cannot be read");
        }
    }

    private static X509Certificate2 CertificateOf(string file, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file, key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new BadInputException($"--certificate {file}: not a PEM file with a certificate and its private key{(key is null ? "; --key FILE names a key of its own" : $" in {key}")}");
        }
    }
}
