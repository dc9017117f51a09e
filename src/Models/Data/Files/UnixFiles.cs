using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace S3Actors.Models.Data.Files;

/// <summary>
/// Files and folders by the system's own calls. The runtime reads names as UTF-8 and puts U+FFFD where they are none, so it lists such a
/// file under a name by which nobody can open it; and its opening of a pipe waits for a writer. This does neither.
/// </summary>
internal static class UnixFiles
{
    private const int NoEntry = 2, Interrupted = 4, AccessDenied = 13, NotAFolder = 20, NotPermitted = 1, TooManyLinks = 40; // errno
    private const int ReadOnlyFlag = 0, NoTerminal = 0x100, NonBlocking = 0x800, CloseOnExec = 0x80000; // open(2)
    private const int CurrentFolder = -100, OfHandle = 0x1000, NoFollow = 0x100; // statx(2)
    private const uint BasicFacts = 0x7FF;
    private const int TypeMask = 0xF000, FolderType = 0x4000, FileType = 0x8000, LinkType = 0xA000; // st_mode
    private const int LengthOffset = 16, TypeOffset = 18, NameOffset = 19, LinkEntry = 10; // struct dirent of 64-bit Linux

    /// <summary>What stands at a path, behind all links; <see cref="FileKind.None"/> where nothing does.</summary>
    /// <exception cref="IOException">The system refuses to say.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not know.</exception>
    public static FileFacts Facts(string path)
    {
        if (GetFacts(CurrentFolder, Terminated(path), 0, BasicFacts, out var stat) == 0) return Facts(stat);
        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotAFolder or TooManyLinks ? new FileFacts(FileKind.None, 0, 0, 0) : throw Refusal(error);
    }

    /// <summary>Opens a file for reading. Never waits: a pipe, a socket or a device is refused.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It is no file, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read it.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        int descriptor;
        do descriptor = Open(Terminated(path), ReadOnlyFlag | NoTerminal | NonBlocking | CloseOnExec);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw Facts(path) is { Kind: FileKind.Special } it ? NoFile(it) : Refusal(error); // a socket cannot be opened at all
        }
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (GetFacts(descriptor, [0], OfHandle, BasicFacts, out var stat) == 0 && Facts(stat) is var facts && facts.Kind == FileKind.File) return handle;
        handle.Dispose();
        throw NoFile(Facts(stat));
    }

    /// <summary>The entries of a folder, in ordinal order of their names.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not list it.</exception>
    public static List<FolderEntry> List(string folder)
    {
        var stream = OpenFolder(Terminated(folder));
        if (stream == IntPtr.Zero) throw Refusal(Marshal.GetLastPInvokeError(), isFolder: true);
        var entries = new List<FolderEntry>();
        try
        {
            for (var entry = ReadFolder(stream); entry != IntPtr.Zero; entry = ReadFolder(stream))
            {
                var name = NameOf(entry);
                if (name is "." or "..") continue;
                var path = $"{folder}/{name}";
                var isLink = Marshal.ReadByte(entry, TypeOffset) is var type && (type == LinkEntry || (type == 0 && IsLink(path)));
                entries.Add(new FolderEntry(name, isLink, Facts(path)));
            }
            if (Marshal.GetLastPInvokeError() is var error and not 0) throw Refusal(error, isFolder: true);
        }
        finally
        {
            _ = CloseFolder(stream);
        }
        entries.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return entries;
    }

    /// <summary>Length of a symbolic link itself.</summary>
    /// <exception cref="IOException">There is none, or the system refuses to say.</exception>
    public static long LinkBytes(string path) =>
        GetFacts(CurrentFolder, Terminated(path), NoFollow, BasicFacts, out var stat) == 0 ? stat.Size : throw Refusal(Marshal.GetLastPInvokeError());

    private static bool IsLink(string path) => GetFacts(CurrentFolder, Terminated(path), NoFollow, BasicFacts, out var stat) == 0 && (stat.Mode & TypeMask) == LinkType;

    private static string NameOf(IntPtr entry)
    {
        var bytes = new byte[(ushort)Marshal.ReadInt16(entry, LengthOffset) - NameOffset];
        Marshal.Copy(entry + NameOffset, bytes, 0, bytes.Length);
        return FileName.FromBytes(bytes.AsSpan(0, Array.IndexOf(bytes, (byte)0)));
    }

    private static FileFacts Facts(in Stat stat) => new(
        (stat.Mode & TypeMask) switch { FileType => FileKind.File, FolderType => FileKind.Folder, _ => FileKind.Special },
        stat.Size, (ulong)stat.DeviceMajor << 32 | stat.DeviceMinor, stat.Inode);

    private static IOException NoFile(FileFacts facts) => new($"is {facts.KindInWords}, not a file");

    private static Exception Refusal(int error, bool isFolder = false) => error switch
    {
        NoEntry or NotAFolder => isFolder ? new DirectoryNotFoundException("no such folder") : new FileNotFoundException("no such file"),
        AccessDenied or NotPermitted => new UnauthorizedAccessException(Marshal.GetPInvokeErrorMessage(error)),
        _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
    };

    private static byte[] Terminated(string path) => [.. FileName.ToBytes(path), 0];

    /// <summary><c>struct statx</c>, which is the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Stat
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public long Size;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int GetFacts(int folder, byte[] path, int flags, uint mask, out Stat stat);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static extern IntPtr OpenFolder(byte[] path);

    [DllImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static extern IntPtr ReadFolder(IntPtr stream);

    [DllImport("libc", EntryPoint = "closedir")]
    private static extern int CloseFolder(IntPtr stream);
}
