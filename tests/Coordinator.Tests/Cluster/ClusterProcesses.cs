using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Cluster;

/// <summary>Workers of a coordinator that is a process of its own.</summary>
internal static partial class ClusterProcesses
{
    /// <summary>Where a coordinator says that workers join.</summary>
    public static string AddressOf(Product coordinator)
    {
        coordinator.WaitForError("--join 127.0.0.1:");
        return Join().Match(coordinator.Errors).Groups[1].Value;
    }

    public static Product Worker(Product coordinator, params string[] options) =>
        Product.Start(["worker", "--join", AddressOf(coordinator), .. options]);

    public static Product WorkerWith(string variable, string value, Product coordinator, params string[] options) =>
        Product.StartWith(new Dictionary<string, string> { [variable] = value }, ["worker", "--join", AddressOf(coordinator), .. options]);

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("--join (127[.]0[.]0[.]1:[0-9]+)\\s")]
    private static partial Regex Join();
}
