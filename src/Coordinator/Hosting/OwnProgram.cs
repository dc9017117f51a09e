using System.Diagnostics;

namespace S3Actors.Coordinator.Hosting;

/// <summary>This program, to be started once more as a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>How it is started with arguments; what it writes can be read.</summary>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Started as `dotnet s3actors.dll`, the program is the first argument of the runtime.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(OwnProgram).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}
