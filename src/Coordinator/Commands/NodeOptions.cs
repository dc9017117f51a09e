using System.CommandLine;
using S3Actors.Coordinator.Hosting;

namespace S3Actors.Coordinator.Commands;

/// <summary>The options that say how a process takes part in a cluster.</summary>
/// <param name="defaultPort">Port to listen on where none is stated; 0 for a free one.</param>
internal sealed class NodeOptions(int defaultPort)
{
    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "Address that this process listens on and others reach it by; 127.0.0.1 unless stated. Others take --certificate.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = "PEM file with this process's certificate: TLS, on both sides.", HelpName = "FILE",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "PEM file with its private key, where that stands in one of its own.", HelpName = "FILE",
    };

    private readonly Option<string?> _authority = new("--authority")
    {
        Description = "PEM file with the certificates that those of other processes must come from; the system's unless stated.",
        HelpName = "FILE",
    };

    private IReadOnlyList<Option<string?>> All => [_listen, _certificate, _key, _authority];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>The name of one that was stated; null where none was.</summary>
    public string? NameOfStated(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetValue(option) is not null)?.Name;

    /// <summary>What they say.</summary>
    /// <exception cref="Output.BadInputException">They are not allowed.</exception>
    public ClusterNode Read(ParseResult parsed) => ClusterNode.Of(
        NodeAddress.Of(_listen.Name, parsed.GetValue(_listen) ?? "127.0.0.1", defaultPort),
        parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_authority));

    /// <summary>The options of certificates, as they were stated, with full paths: for another process of this node.</summary>
    public IEnumerable<string> Certificates(ParseResult parsed) =>
        from option in All.Where(option => option != _listen)
        let file = parsed.GetValue(option)
        where file is not null
        from word in new[] { option.Name, Path.GetFullPath(file) }
        select word;
}
