using S3Actors.Coordinator.Output;
using S3Actors.Models.Native;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Hosting;

/// <summary>Turns the setting <c>execution.device</c> into a device that this machine has.</summary>
internal static class Devices
{
    /// <summary><c>cpu</c> or <c>cuda:0</c>.</summary>
    /// <exception cref="BadInputException">A GPU is asked for, and libtorch can use none.</exception>
    public static string Resolve(string setting) => setting switch
    {
        "auto" => TorchRuntime.HasCuda ? "cuda:0" : "cpu",
        "cuda:0" when !TorchRuntime.HasCuda => throw new BadInputException("execution.device = cuda:0: libtorch finds no GPU here that it can use; auto or cpu"),
        _ => setting,
    };
}
