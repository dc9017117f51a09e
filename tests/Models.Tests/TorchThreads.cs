using System.Runtime.CompilerServices;
using S3Actors.Models.Training;

namespace S3Actors.Tests.Models;

internal static class TorchThreads
{
    /// <summary>As the product's start-up does.</summary>
    [ModuleInitializer]
    internal static void OnePerOperation() => TorchRuntime.UseOneThreadPerOperation();
}
