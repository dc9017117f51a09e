using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// The right to write a campaign: a lock of the operating system on <c>runs/NAME/lock</c>, which ends with its process however that ends.
/// </summary>
public sealed class CampaignLock : IDisposable
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(40);
    private readonly FileStream _file;

    private CampaignLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null where another process holds it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static CampaignLock? TryTake(CampaignFolder folder)
    {
        // A reader that looks whether the lock is held holds it for an instant itself: that must not turn a run away.
        for (var attempt = 1; ; attempt++)
        {
            if (TryOpen(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite) is { } file)
            {
                File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UtcNow); // the first sign of life
                return new CampaignLock(file);
            }
            if (attempt == 5) return null;
            Thread.Sleep(ProbeTime);
        }
    }

    /// <summary>Whether a process holds the lock now. Nothing is written.</summary>
    public static bool IsHeld(CampaignFolder folder)
    {
        if (!File.Exists(folder.LockFile)) return false;
        try
        {
            using var file = TryOpen(folder.LockFile, FileMode.Open, FileAccess.Read);
            return file is null;
        }
        catch (Exception e) when (e is FileNotFoundException or UnauthorizedAccessException)
        {
            return false; // gone meanwhile, or not to be read: then nothing else of the campaign can be either
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access)
    {
        try
        {
            return new FileStream(path, mode, access, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && IsSharingViolation(e))
        {
            return null;
        }
    }

    /// <summary>The runtime reports a lock that is held as EWOULDBLOCK (11) in the lower half of the error code.</summary>
    private static bool IsSharingViolation(IOException e) => (e.HResult & 0xFFFF) is 11 or 32;
}
