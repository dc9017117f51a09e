using System.CommandLine;
using System.Diagnostics;
using S3Actors.Coordinator.Dashboard;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>dashboard</c>: all campaigns in a browser, live; a process of its own that reads and never writes.</summary>
internal static class DashboardCommand
{
    private const int DefaultPort = 8333;

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => DefaultPort };
        var listen = new Option<string>("--listen") { Description = "Address to listen on; any but the loopback address takes a token.", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var token = new Option<string?>("--token-file") { Description = "File with the token that a visitor must know.", HelpName = "FILE" };
        var certificate = new Option<string?>("--certificate") { Description = "PEM file with a certificate: TLS.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "PEM file with its private key, where that stands in one of its own.", HelpName = "FILE" };
        var resume = new Option<bool>("--allow-resume") { Description = "Whoever knows the token may have a campaign go on: its command is started again, at this process's low priority." };
        var command = new Command("dashboard", "Show all campaigns in a browser, live.") { port, listen, token, certificate, key, resume };
        command.SetAction(async parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var options = DashboardOptions.Of(
                invocation.RunsFolder, parsed.GetValue(listen)!, parsed.GetValue(port), parsed.GetValue(token), parsed.GetValue(certificate), parsed.GetValue(key), parsed.GetValue(resume));
            LowerPriority();
            await using var server = await DashboardServer.Start(options);
            invocation.Print(new { server.Address }, it => $"campaigns of {invocation.RunsFolder}: {it.Address} (Ctrl-C ends it)");
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var signals = new StopSignals(_ => stopped.TrySetResult());
            await stopped.Task;
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A campaign that runs on this machine goes first.</summary>
    private static void LowerPriority()
    {
        using var process = Process.GetCurrentProcess();
        process.PriorityClass = ProcessPriorityClass.BelowNormal;
    }
}
