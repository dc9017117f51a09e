namespace S3Actors.Coordinator.Configuration;

/// <summary>Where the images of a campaign stand, and in which form.</summary>
public abstract record DataFiles;

/// <summary>Four IDX files, plain or gzip.</summary>
public sealed record IdxFiles(string TrainingImages, string TrainingLabels, string TestImages, string TestLabels) : DataFiles;

/// <summary>The binary files of CIFAR-10 or CIFAR-100, under their published names.</summary>
/// <param name="Folder">The folder of the files.</param>
/// <param name="Training">The training files.</param>
/// <param name="Test">The test file.</param>
/// <param name="LabelBytes">Labels of a record.</param>
/// <param name="ClassCount">Classes there are.</param>
public sealed record CifarFiles(string Folder, IReadOnlyList<string> Training, string Test, int LabelBytes, int ClassCount) : DataFiles;

/// <summary>JPEG and PNG files, a folder for each class in both.</summary>
public sealed record ImageFolders(string Training, string Test) : DataFiles;
