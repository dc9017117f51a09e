using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>Where the images of a campaign stand, and in which form. It decides nothing: the images' digest is their identity.</summary>
[Union(0, typeof(IdxFiles))]
[Union(1, typeof(CifarFiles))]
[Union(2, typeof(ImageFolders))]
public abstract record DataFiles
{
    /// <summary>The folder of the training images.</summary>
    [IgnoreMember] public abstract string Folder { get; }

    /// <summary>Files or folders of the same names in another folder.</summary>
    public abstract DataFiles MovedTo(string folder);

    /// <summary>The path with the folder before its last name replaced.</summary>
    protected static string Moved(string path, string folder) =>
        Path.Combine(folder, Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
}

/// <summary>Four IDX files, plain or gzip.</summary>
[MessagePackObject]
public sealed record IdxFiles(
    [property: Key(0)] string TrainingImages,
    [property: Key(1)] string TrainingLabels,
    [property: Key(2)] string TestImages,
    [property: Key(3)] string TestLabels) : DataFiles
{
    /// <inheritdoc/>
    [IgnoreMember] public override string Folder => Path.GetDirectoryName(TrainingImages)!;

    /// <inheritdoc/>
    public override DataFiles MovedTo(string folder) =>
        new IdxFiles(Moved(TrainingImages, folder), Moved(TrainingLabels, folder), Moved(TestImages, folder), Moved(TestLabels, folder));
}

/// <summary>The binary files of CIFAR-10 or CIFAR-100, under their published names.</summary>
/// <param name="Training">The training files.</param>
/// <param name="Test">The test file.</param>
/// <param name="LabelBytes">Labels of a record.</param>
/// <param name="ClassCount">Classes there are.</param>
/// <param name="ClassNames">The text file with their names, which may be missing.</param>
[MessagePackObject]
public sealed record CifarFiles(
    [property: Key(0)] IReadOnlyList<string> Training,
    [property: Key(1)] string Test,
    [property: Key(2)] int LabelBytes,
    [property: Key(3)] int ClassCount,
    [property: Key(4)] string ClassNames) : DataFiles
{
    /// <inheritdoc/>
    [IgnoreMember] public override string Folder => Path.GetDirectoryName(Test)!;

    /// <inheritdoc/>
    public override DataFiles MovedTo(string folder) =>
        new CifarFiles([.. Training.Select(file => Moved(file, folder))], Moved(Test, folder), LabelBytes, ClassCount,
            Moved(ClassNames, folder));
}

/// <summary>JPEG and PNG files, a folder for each class in both.</summary>
[MessagePackObject]
public sealed record ImageFolders([property: Key(0)] string Training, [property: Key(1)] string Test) : DataFiles
{
    /// <inheritdoc/>
    [IgnoreMember] public override string Folder => Training;

    /// <inheritdoc/>
    public override DataFiles MovedTo(string folder) => new ImageFolders(Moved(Training, folder), Moved(Test, folder));
}
