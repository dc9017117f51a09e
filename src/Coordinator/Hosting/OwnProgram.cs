using System.Diagnostics;

namespace S3Actors.Coordinator.Hosting;

/// <summary>This program, to be started once more as a process of its own.</summary>
internal static class OwnProgram
{
    private const string SetPriv = "/usr/bin/setpriv";

    /// <summary>How it is started with arguments; what it writes can be read.</summary>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Started as `dotnet s3actors.dll`, the program is the first argument of the runtime.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(OwnProgram).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>
    /// The same, but the process does not outlive the thread that starts it, however that ends: the kernel kills it then (PR_SET_PDEATHSIG, which
    /// util-linux's setpriv asks for). Where there is no setpriv, it does.
    /// </summary>
    public static ProcessStartInfo EndingWithThread(this ProcessStartInfo start)
    {
        if (!File.Exists(SetPriv)) return start;
        start.ArgumentList.Insert(0, start.FileName);
        foreach (var word in new[] { "--", "KILL", "--pdeathsig" }) start.ArgumentList.Insert(0, word);
        start.FileName = SetPriv;
        return start;
    }
}
