using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace S3Actors.Coordinator.Hosting;

/// <summary>A process of this program that works on a campaign, started by another one.</summary>
internal sealed class ChildCampaign : IDisposable
{
    private const int Sigterm = 15, LastCharacters = 4000;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ChildCampaign(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, _) => { }; // its log has it
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            lock (_errors)
            {
                _errors.Append(line.Data).Append('\n');
                if (_errors.Length > 2 * LastCharacters) _errors.Remove(0, _errors.Length - LastCharacters);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        End = EndOf();
    }

    /// <summary>Its exit code, and the last of what it wrote to standard error.</summary>
    public Task<(int ExitCode, string Errors)> End { get; }

    /// <summary>Starts one.</summary>
    public static ChildCampaign Start(ProcessStartInfo start) =>
        new(Process.Start(start) ?? throw new IOException("this program cannot be started once more"));

    /// <summary>The last line of what a process wrote; where there is none, its exit code in words.</summary>
    public static string LastLine(int exitCode, string errors) =>
        errors.Length == 0 ? FormattableString.Invariant($"its process ended with exit code {exitCode}") : errors.Split('\n')[^1];

    /// <summary>Asks it to pause, unless it heard of that already: a second signal would stop it at once.</summary>
    public void Pause()
    {
        lock (_errors)
            if (_errors.ToString().Contains(Session.PausingNotice, StringComparison.Ordinal)) return;
        if (!_process.HasExited) _ = Kill(_process.Id, Sigterm);
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private async Task<(int, string)> EndOf()
    {
        await _process.WaitForExitAsync(); // and the last of its output
        lock (_errors) return (_process.ExitCode, _errors.ToString().Trim());
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
