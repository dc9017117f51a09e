using System.Runtime.CompilerServices;
using S3Actors.Models.Native;

namespace S3Actors.Tests;

internal static class TorchStart
{
    /// <summary>Loads the packaged libtorch before a test's first tensor, as the product does at its start.</summary>
    [ModuleInitializer]
    internal static void LoadPackaged() => TorchRuntime.Start();
}
