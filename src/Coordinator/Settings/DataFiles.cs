namespace S3Actors.Coordinator.Settings;

/// <summary>Where the images of a campaign stand, and in which form.</summary>
public abstract record DataFiles
{
    /// <summary>The folder of the training images.</summary>
    public abstract string Folder { get; }
}

/// <summary>Four IDX files, plain or gzip.</summary>
public sealed record IdxFiles(string TrainingImages, string TrainingLabels, string TestImages, string TestLabels) : DataFiles
{
    /// <inheritdoc/>
    public override string Folder => Path.GetDirectoryName(TrainingImages)!;
}

/// <summary>The binary files of CIFAR-10 or CIFAR-100, under their published names.</summary>
/// <param name="Training">The training files.</param>
/// <param name="Test">The test file.</param>
/// <param name="LabelBytes">Labels of a record.</param>
/// <param name="ClassCount">Classes there are.</param>
/// <param name="ClassNames">The text file with their names, which may be missing.</param>
public sealed record CifarFiles(IReadOnlyList<string> Training, string Test, int LabelBytes, int ClassCount, string ClassNames) : DataFiles
{
    /// <inheritdoc/>
    public override string Folder => Path.GetDirectoryName(Test)!;
}

/// <summary>JPEG and PNG files, a folder for each class in both.</summary>
public sealed record ImageFolders(string Training, string Test) : DataFiles
{
    /// <inheritdoc/>
    public override string Folder => Training;
}
