using System.Diagnostics;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A file system of its own in memory, of a given size, which can be filled up and made read-only. Mounting one takes root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(int mebibytes)
    {
        Directory.CreateDirectory(Root);
        Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", Root);
    }

    public string Runs => Path.Combine(Root, "runs");

    private string Root => _folder.Path("disk");

    private string Filler => Path.Combine(Root, "filler");

    /// <summary>Whether this user may mount.</summary>
    public static bool CanBeMade => Environment.IsPrivilegedProcess && TryToMake();

    /// <summary>Leaves so many bytes free.</summary>
    public void Leave(long bytes)
    {
        Free();
        var free = new DriveInfo(Root).AvailableFreeSpace;
        using var file = File.Create(Filler);
        var block = new byte[4096];
        for (var left = free - bytes; left > 0; left -= block.Length) file.Write(block);
    }

    public void Free() => File.Delete(Filler);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Root);

    public void Dispose()
    {
        Run("umount", Root);
        _folder.Dispose();
    }

    private static bool TryToMake()
    {
        try
        {
            using var disk = new SmallDisk(1);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // root in a container that may not mount
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {errors}");
    }
}

/// <summary>A test that mounts a disk; skipped, saying so, where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DiskFactAttribute : FactAttribute
{
    private static readonly bool Possible = SmallDisk.CanBeMade;

    public DiskFactAttribute()
    {
        if (!Possible) Skip = Reason;
    }

    private static string Reason => "mounting a small file system takes root; run the tests as root to see what a full disk does";
}
