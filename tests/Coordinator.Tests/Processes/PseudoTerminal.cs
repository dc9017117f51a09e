using System.Diagnostics;
using System.Text;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A program before a terminal of the operating system, as a person has it: what it draws, and what is typed.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    /// <summary>Opens the terminal, starts the program on it, and passes on what either side says; ends as the program does.</summary>
    private const string Driver = """
        import fcntl, os, pty, select, signal, struct, sys, termios
        columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
        child, terminal = pty.fork()
        if child == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvp(command[0], command)
        sources = [0, terminal]
        while terminal in sources:
            for source in select.select(sources, [], [])[0]:
                try:
                    said = os.read(source, 65536)
                except OSError:
                    said = b""
                if not said:
                    sources.remove(source)
                elif source == terminal:
                    os.write(1, said)
                else:
                    os.write(terminal, said)
        status = os.waitpid(child, 0)[1]
        sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process _driver;
    private readonly Thread _reader;
    private readonly StringBuilder _drawn = new();
    private readonly (int Columns, int Rows) _size;

    private PseudoTerminal(int columns, int rows, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        _size = (columns, rows);
        string[] command = ["-c", Driver, $"{columns}", $"{rows}", Path.Combine(AppContext.BaseDirectory, "s3actors"), .. arguments];
        var start = new ProcessStartInfo("/usr/bin/python3", command) { RedirectStandardOutput = true, RedirectStandardInput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["TERM"] = "xterm-256color";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _driver = Process.Start(start)!;
        _reader = new Thread(Read);
        _reader.Start();
    }

    /// <summary>All that was sent to the terminal, with its control sequences.</summary>
    public string Drawn
    {
        get
        {
            lock (_drawn) return _drawn.ToString();
        }
    }

    public bool HasEnded => _driver.HasExited;

    /// <summary>What a person sees.</summary>
    public Screen Screen => new(_size.Columns, _size.Rows, Drawn);

    public static PseudoTerminal Start(int columns, params string[] arguments) => new(columns, 50, new Dictionary<string, string?>(), arguments);

    public static PseudoTerminal StartWith(IReadOnlyDictionary<string, string?> environment, int columns, params string[] arguments) => new(columns, 50, environment, arguments);

    /// <summary>Presses Ctrl-C: the terminal sends the signal.</summary>
    public void PressControlC()
    {
        _driver.StandardInput.Write('\x03');
        _driver.StandardInput.Flush();
    }

    /// <summary>Waits until the screen shows what is looked for.</summary>
    public void WaitFor(string what, Func<Screen, bool> shown)
    {
        var clock = Stopwatch.StartNew();
        while (!shown(Screen))
        {
            Assert.True(clock.Elapsed < Patience && !HasEnded, $"no {what} on the terminal:\n{Screen}");
            Thread.Sleep(20);
        }
    }

    /// <summary>The exit code.</summary>
    public int Wait()
    {
        Assert.True(_driver.WaitForExit(Patience), $"no end:\n{Screen}");
        _reader.Join();
        return _driver.ExitCode;
    }

    public void Dispose()
    {
        if (!_driver.HasExited) _driver.Kill(entireProcessTree: true);
        _reader.Join();
        _driver.Dispose();
    }

    private void Read()
    {
        var buffer = new char[4096];
        while (_driver.StandardOutput.Read(buffer) is > 0 and var length)
            lock (_drawn) _drawn.Append(buffer, 0, length);
    }
}
