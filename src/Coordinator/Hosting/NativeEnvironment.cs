using System.Runtime.InteropServices;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// What native libraries read from the environment: one thread an operation. The product's parallelism is whole passes of a training
/// step and whole evaluators; a library that split single operations besides would fight them for the cores, and a sum's order would
/// depend on how many threads it found.
/// </summary>
public static class NativeEnvironment
{
    private static readonly (string Name, string Value)[] Variables =
    [
        ("OMP_NUM_THREADS", "1"), ("MKL_NUM_THREADS", "1"),
    ];

    /// <summary>Sets what is not set yet, for libraries that read it as they are loaded: first of all.</summary>
    public static void Prepare()
    {
        foreach (var (name, value) in Variables)
            if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
                _ = SetEnvironment(name, value, overwrite: 0); // .NET's own setter does not reach native code
    }

    /// <summary>
    /// Ends the process at once. The ordinary way would run the libraries' last code while threads still compute in them; the journal's
    /// writes are whole or absent whatever the moment.
    /// </summary>
    public static void Leave(int exitCode)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        if (OperatingSystem.IsWindows()) Environment.Exit(exitCode);
        else Exit(exitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Exit(int code);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
