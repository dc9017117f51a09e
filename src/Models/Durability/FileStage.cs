namespace S3Actors.Models.Durability;

/// <summary>Stages of writing a file that is complete or absent, in order.</summary>
public static class FileStage
{
    /// <summary>The file is created, empty, under a temporary name.</summary>
    public const string Opened = "opened";

    /// <summary>The content is written, not yet flushed.</summary>
    public const string Written = "written";

    /// <summary>The content is on the disk, still under the temporary name.</summary>
    public const string Flushed = "flushed";

    /// <summary>The file has its own name; the folder's entry may not be on the disk yet.</summary>
    public const string Renamed = "renamed";

    /// <summary>The file is on the disk under its own name.</summary>
    public const string Durable = "durable";
}
