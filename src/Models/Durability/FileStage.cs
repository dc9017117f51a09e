namespace S3Actors.Models.Durability;

/// <summary>How far a file is that will be there whole or not at all, in the order of the stages.</summary>
public static class FileStage
{
    /// <summary>It is begun, empty, under another name.</summary>
    public const string Opened = "opened";

    /// <summary>It is written, not yet flushed.</summary>
    public const string Written = "written";

    /// <summary>It is on the disk under the other name.</summary>
    public const string Flushed = "flushed";

    /// <summary>It has its name, which may not be on the disk.</summary>
    public const string Renamed = "renamed";

    /// <summary>It is on the disk under its name.</summary>
    public const string Durable = "durable";
}
