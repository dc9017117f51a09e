using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Durability;

namespace S3Actors.Coordinator.Doctor;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + the signal's number where a signal ended it.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record ChildEnd(int ExitCode, string Errors)
{
    /// <summary>SIGKILL ended it.</summary>
    public bool Killed => ExitCode == 128 + 9;
}

/// <summary>This program as a child process.</summary>
internal sealed class ChildRun : IDisposable
{
    private const int Sigterm = 15;
    private const int Sigstop = 19;
    private const int Sigcont = 18;
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
        var start = OwnProgram.With(arguments).EndingWithThread();
        foreach (var (name, value) in environment) start.Environment[name] = value ?? "";
        return new ChildRun(start);
    }

    /// <summary>Starts it somewhere.</summary>
    /// <param name="within">What it takes to be there.</param>
    public static ChildRun Start(IEnumerable<string> arguments, Func<ProcessStartInfo, ProcessStartInfo> within) =>
        new(within(OwnProgram.With(arguments).EndingWithThread()));

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString().Trim();
        }
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>It stands still, with everything it holds, until <see cref="Thaw"/>.</summary>
    public void Freeze() => _ = Kill(_process.Id, Sigstop);

    /// <summary>It goes on.</summary>
    public void Thaw() => _ = Kill(_process.Id, Sigcont);

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code; null where it has not ended by then.</returns>
    public int? Ended(TimeSpan wait) => _process.WaitForExit(wait) ? _process.ExitCode : null;

    /// <summary>Carries out a plan, or lets the process end by itself.</summary>
    /// <param name="tally">The file in which it counts.</param>
    /// <param name="uninterrupted">What an uninterrupted run takes.</param>
    public ChildEnd End(KillPlan? plan, string tally, TimeSpan uninterrupted)
    {
        switch (plan)
        {
            case KillPlan.AtMoment at:
                if (!_process.WaitForExit(at.Share * uninterrupted)) _process.Kill();
                break;
            case KillPlan.WhilePausing at:
                if (!HasWritten(tally) || _process.WaitForExit(at.Share * uninterrupted)) break;
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
        return new ChildEnd(_process.ExitCode, Errors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>Waits for its first write: before that, no handler of SIGTERM stands for certain.</summary>
    /// <returns>False where it ended without any.</returns>
    private bool HasWritten(string tally)
    {
        using var reached = PointTally.Open(tally);
        while (reached[CriticalPoints.AfterPersist] == 0)
            if (_process.WaitForExit(TimeSpan.FromMilliseconds(5))) return false;
        return true;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
