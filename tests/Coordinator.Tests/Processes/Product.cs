using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>The built program as a process of its own.</summary>
internal sealed class Product : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    /// <param name="within">What it takes to be somewhere, such as in a network of its own.</param>
    /// <param name="through">A command that becomes the program, with its options.</param>
    private Product(
        string[] arguments, IReadOnlyDictionary<string, string>? environment = null, Func<ProcessStartInfo, ProcessStartInfo>? within = null, string[]? through = null)
    {
        // A shell that runs the tests in the background has them ignore Ctrl-C, and a child inherits that: env undoes it, and becomes the program.
        string[] command = ["--default-signal=INT", .. through ?? [], Path.Combine(AppContext.BaseDirectory, "s3actors"), .. arguments];
        var start = new ProcessStartInfo("env", command) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = Process.Start(within?.Invoke(start) ?? start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public bool HasEnded => _process.HasExited;

    public static Product Start(params string[] arguments) => new(arguments);

    public static Product StartWith(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(arguments, environment);

    /// <param name="within">What it takes to be somewhere, such as in a network of its own.</param>
    public static Product StartWithin(
        Func<ProcessStartInfo, ProcessStartInfo> within, IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(arguments, environment, within);

    /// <summary>Runs to the end: commands that only read do so within the process of the tests.</summary>
    public static (int ExitCode, string Output, string Errors) Run(params string[] arguments) =>
        CommandInProcess.Takes(arguments) ? CommandInProcess.Run(arguments) : RunAlone(arguments);

    /// <summary>Runs to the end as a process of its own.</summary>
    public static (int ExitCode, string Output, string Errors) RunAlone(params string[] arguments)
    {
        using var product = Start(arguments);
        return (product.Wait(), product.Output, product.Errors);
    }

    /// <summary>The same as a user who may read only what all may read, also where root runs the tests.</summary>
    public static (int ExitCode, string Output, string Errors) RunUnprivileged(params string[] arguments)
    {
        string[] asNobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        using var product = new Product(arguments, through: asNobody);
        return (product.Wait(), product.Output, product.Errors);
    }

    /// <summary>The same with variables of the environment.</summary>
    public static (int ExitCode, string Output, string Errors) RunWith(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var product = StartWith(environment, arguments);
        return (product.Wait(), product.Output, product.Errors);
    }

    /// <summary>Runs to the end and reads what it wrote as JSON.</summary>
    public static JsonElement Json(params string[] arguments)
    {
        var (exitCode, output, errors) = Run([.. arguments, "--json"]);
        Assert.True(exitCode == 0, errors + output);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The exit code.</summary>
    public int Wait()
    {
        if (!_process.WaitForExit(Patience))
        {
            Kill();
            Assert.Fail($"no end after {Patience}: {Output}{Errors}");
        }
        _process.WaitForExit(); // and the last of its output
        return _process.ExitCode;
    }

    /// <summary>Waits for the end, and says the most memory that it had at once, bytes.</summary>
    public long PeakMemory()
    {
        var peak = 0L;
        while (!_process.WaitForExit(20))
        {
            try
            {
                var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) peak = Math.Max(peak, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10);
            }
            catch (IOException)
            {
                // it has just ended
            }
        }
        return peak;
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>As Ctrl-C.</summary>
    public void Interrupt() => Signal(2);

    public void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <summary>Waits until it wrote a text to standard error.</summary>
    public void WaitForError(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Errors.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < Patience && !HasEnded, $"no '{text}': {Output}{Errors}");
            Thread.Sleep(5);
        }
    }

    /// <summary>Waits until it wrote a text to a log.</summary>
    /// <param name="meanwhile">Done again before every look; null for nothing.</param>
    public void WaitForLog(string file, string text, Action? meanwhile = null)
    {
        var clock = Stopwatch.StartNew();
        while (!File.ReadAllText(file).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < Patience && !HasEnded, $"no '{text}' in {file}: {Output}{Errors}");
            meanwhile?.Invoke();
            Thread.Sleep(meanwhile is null ? 20 : 200);
        }
    }

    /// <summary>As <c>kill -STOP</c>: it stands still, with everything it holds, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Assert.Equal(0, SendSignal(_process.Id, 19));

    /// <summary>As <c>kill -CONT</c>.</summary>
    public void Thaw() => Assert.Equal(0, SendSignal(_process.Id, 18));

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
