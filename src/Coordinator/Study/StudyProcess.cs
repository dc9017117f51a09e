using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using S3Actors.Coordinator.Hosting;

namespace S3Actors.Coordinator.Study;

/// <summary>A campaign's process, a child of the study's. It survives a study that is killed, and goes on with its campaign to the end.</summary>
internal sealed class StudyProcess : IDisposable
{
    private const int Sigterm = 15, LastCharacters = 4000;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private StudyProcess(StudyCampaign campaign, Process process)
    {
        (Campaign, _process) = (campaign, process);
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

    /// <summary>What it works on.</summary>
    public StudyCampaign Campaign { get; }

    /// <summary>Its exit code, and the last of what it wrote to standard error.</summary>
    public Task<(StudyProcess Process, int ExitCode, string Errors)> End { get; }

    /// <summary>Starts it.</summary>
    public static StudyProcess Start(StudyCampaign campaign, IEnumerable<string> arguments) =>
        new(campaign, Process.Start(OwnProgram.With(arguments)) ?? throw new IOException("this program cannot be started once more"));

    /// <summary>Asks it to pause, unless it heard of that already: a second signal would stop it at once.</summary>
    public void Pause()
    {
        lock (_errors)
            if (_errors.ToString().Contains(Session.PausingNotice, StringComparison.Ordinal)) return;
        if (!_process.HasExited) _ = Kill(_process.Id, Sigterm);
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private async Task<(StudyProcess, int, string)> EndOf()
    {
        await _process.WaitForExitAsync(); // and the last of its output
        lock (_errors) return (this, _process.ExitCode, _errors.ToString().Trim());
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
