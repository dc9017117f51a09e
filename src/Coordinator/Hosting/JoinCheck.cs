using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// Finds out why a node does not get into a cluster, as far as certificates are the reason: it connects as the actor system does, and says
/// nothing.
/// </summary>
public static class JoinCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefusalTime = TimeSpan.FromSeconds(1); // TLS 1.3 says it after the handshake

    /// <summary>Why <paramref name="node"/> and whoever listens at <paramref name="peer"/> do not connect, in one line.</summary>
    /// <returns>Null where nobody listens there, or certificates are not the reason.</returns>
    public static async Task<string?> Problem(ClusterNode node, NodeAddress peer)
    {
        using var patience = new CancellationTokenSource(Patience);
        string? problem = null;
        var shown = false;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(peer.Host, peer.Port, patience.Token);
            await using var stream = new SslStream(client.GetStream());
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = peer.Host,
                ClientCertificates = node.Certificates is { } own ? [own.Own] : [],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = true;
                    using var theirs = certificate is null ? null : new X509Certificate2(certificate);
                    problem = node.Certificates is null
                        ? "it asks for a certificate: --certificate FILE names this process's" : node.Certificates.ProblemOf(theirs);
                    return problem is null;
                },
            };
            try
            {
                await stream.AuthenticateAsClientAsync(options, patience.Token);
                if (await HasRefused(stream)) return $"--join {peer}: it refuses this process's certificate {node.Certificates!.Own.Subject}";
                return null;
            }
            catch (Exception e) when (e is AuthenticationException or IOException)
            {
                if (problem is not null) return $"--join {peer}: {problem}";
                if (node.Certificates is null) return null; // a plain connection, as it should be
                return shown ? $"--join {peer}: it refuses this process's certificate {node.Certificates.Own.Subject}"
                    : $"--join {peer}: it takes plain connections, and --certificate is for others";
            }
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<bool> HasRefused(SslStream stream)
    {
        using var patience = new CancellationTokenSource(RefusalTime);
        try
        {
            return await stream.ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
