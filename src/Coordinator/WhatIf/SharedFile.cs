using System.Runtime.InteropServices;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>One file under two names, so that it takes its room once and goes with the last of them.</summary>
internal static class SharedFile
{
    /// <summary>Gives a file a second name; copies it where the file system or the platform does not allow that.</summary>
    public static void Link(string existing, string name)
    {
        File.Delete(name);
        if (OperatingSystem.IsWindows() || CreateLink(existing, name) != 0) File.Copy(existing, name);
    }

    [DllImport("libc", EntryPoint = "link", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int CreateLink([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
