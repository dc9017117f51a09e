using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator;

/// <summary>A folder of one test, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3actors-");

    public void Dispose() => _folder.Delete(recursive: true);

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Says who may do what with a file or folder.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    /// <summary>Writes a file and says where.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>The same, readable by its owner alone.</summary>
    public string WriteSecret(string name, string text)
    {
        Write(name, text);
        SetMode(Path(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return Path(name);
    }

    /// <summary>Writes a script that can be started.</summary>
    public string WriteProgram(string name, string text)
    {
        Write(name, text);
        SetMode(Path(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path(name);
    }

    /// <summary>Reads a campaign's text as the file <c>tiny.conf</c>, with options over it.</summary>
    public CampaignConfiguration Configure(string text, params string[] options) =>
        CampaignConfiguration.Read(Write("tiny.conf", text), options, name: null, Path("runs"));
}

/// <summary>The least a campaign's file can say.</summary>
internal static class MinimalCampaign
{
    public const string Text = """
        s3actors {
          space.stage1 {
            depth = [1, 2], embed_dim = [8, 16], window_size = [2, 4], num_heads = [1, 2], mlp_ratio = [1, 2], qkv_dim = [12, 24]
          }
        }
        """;

    /// <summary>The same for a campaign whose heads have a fixed width.</summary>
    public static string WithoutQkvDim { get; } = Text.Replace(", qkv_dim = [12, 24]", "", StringComparison.Ordinal);
}
