using S3Actors.Models.Native;

namespace S3Actors.Tests.Models.Native;

public sealed class TorchLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3actors-torch-").FullName;

    [Fact]
    public void The_packaged_library_is_the_one_in_use_and_names_its_version()
    {
        Assert.Equal(TorchLibrary.Packaged, TorchRuntime.Library);
        Assert.Matches(@"^2\.\d+\.\d+$", TorchRuntime.Library!.Version);
        Assert.True(TorchRuntime.Library.IsPackaged);
    }

    [Fact]
    public void A_folder_without_libtorch_is_none() => Assert.Null(TorchLibrary.At(_folder));

    [Theory]
    [InlineData("version.py", "from typing import Optional\n__version__ = '2.11.0+cu130'\ndebug = False\n", "2.11.0+cu130")]
    [InlineData("build-version", "2.10.0+cpu\n", "2.10.0+cpu")]
    [InlineData("readme.txt", "2.10.0", "unknown")]
    public void An_installed_one_says_its_version_where_PyTorch_or_libtorch_write_it(string file, string text, string version)
    {
        var lib = Directory.CreateDirectory(Path.Combine(_folder, "lib")).FullName;
        File.WriteAllText(Path.Combine(lib, "libtorch_cpu.so"), "");
        File.WriteAllText(Path.Combine(_folder, file), text);
        Assert.Equal(new TorchLibrary(lib, version, IsPackaged: false), TorchLibrary.At(_folder));
        Assert.Equal(new TorchLibrary(lib, version, IsPackaged: false), TorchLibrary.At(lib));
        Assert.False(TorchLibrary.At(_folder)!.HasCuda);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
