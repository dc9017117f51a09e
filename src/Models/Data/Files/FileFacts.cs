namespace S3Actors.Models.Data.Files;

/// <summary>What stands at a path, behind all links.</summary>
public enum FileKind
{
    /// <summary>Bytes on a disk.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, a socket or a device: reading it may never end.</summary>
    Special,

    /// <summary>Nothing: the path is gone, or a link leads nowhere.</summary>
    None,
}

/// <summary>What the system says of a path, behind all links.</summary>
/// <param name="Bytes">Length of the file that the links lead to.</param>
/// <param name="Device">With <paramref name="Inode"/> the identity of a file or folder, whatever path leads to it.</param>
public readonly record struct FileFacts(FileKind Kind, long Bytes, ulong Device, ulong Inode)
{
    /// <summary>What it is called in a message.</summary>
    public string KindInWords => Kind switch
    {
        FileKind.File => "a file",
        FileKind.Folder => "a folder",
        FileKind.Special => "a pipe, socket or device",
        _ => "nothing",
    };
}

/// <summary>An entry of a folder.</summary>
/// <param name="Name">As <see cref="FileName"/> has it.</param>
/// <param name="IsLink">It is a symbolic link, whatever it leads to.</param>
public readonly record struct FolderEntry(string Name, bool IsLink, FileFacts Facts);
