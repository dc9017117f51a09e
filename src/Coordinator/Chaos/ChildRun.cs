using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace S3Actors.Coordinator.Chaos;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + the signal's number where a signal ended it.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record ChildEnd(int ExitCode, string Errors)
{
    /// <summary>A signal ended it.</summary>
    public bool Killed => ExitCode > 128;
}

/// <summary>This program as a child process.</summary>
internal sealed class ChildRun : IDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ChildRun(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new IOException($"{start.FileName} cannot be started");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            lock (_errors) _errors.Append(line.Data).Append('\n');
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it.</summary>
    /// <param name="environment">Variables of the child alone.</param>
    public static ChildRun Start(IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Started as `dotnet s3actors.dll`, the program is the first argument of the runtime.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(ChildRun).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value ?? "";
        return new ChildRun(start);
    }

    /// <summary>Carries out a plan, or lets the process end by itself.</summary>
    public ChildEnd End(KillPlan? plan)
    {
        switch (plan)
        {
            case KillPlan.AtMoment at:
                if (!_process.WaitForExit(at.After)) _process.Kill();
                break;
            case KillPlan.WhilePausing at:
                if (_process.WaitForExit(at.Signal)) break;
                _ = Kill(_process.Id, Sigterm);
                if (!_process.WaitForExit(at.After)) _process.Kill();
                break;
        }
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
            throw new IOException($"the campaign did not end within {Patience.TotalMinutes:0} minutes");
        }
        _process.WaitForExit(); // and the last of its output
        lock (_errors) return new ChildEnd(_process.ExitCode, _errors.ToString().Trim());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
