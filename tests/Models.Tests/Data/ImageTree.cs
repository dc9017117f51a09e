namespace S3Actors.Tests.Models.Data;

/// <summary>A folder of real images by class, gone after its test.</summary>
internal sealed class ImageTree : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3actors-");

    public string Root => _folder.FullName;

    /// <summary>Puts one of the fixture's images there.</summary>
    public ImageTree Add(string path, string fixture = "colour.jpg")
    {
        var target = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(ImageFixture.PathOf(fixture), target, overwrite: true);
        return this;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
