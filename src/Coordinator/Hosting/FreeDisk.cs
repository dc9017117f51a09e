namespace S3Actors.Coordinator.Hosting;

/// <summary>Looks before it leaps: whether the disk below a folder has room.</summary>
public static class FreeDisk
{
    /// <summary>Free bytes for this user on the file system of a folder, or of the nearest folder above it that exists.</summary>
    public static long BytesAt(string folder)
    {
        var existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing) ?? "/";
        return new DriveInfo(existing).AvailableFreeSpace;
    }
}
