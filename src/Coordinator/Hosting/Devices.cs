using System.Globalization;
using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Native;

namespace S3Actors.Coordinator.Hosting;

/// <summary>Turns the settings of devices into devices that this machine has.</summary>
internal static class Devices
{
    /// <summary>
    /// The settings with devices by name. Numbers of threads that were left open are those of a processor's cores; where GPUs do the work,
    /// one evaluator and one training thread a GPU keep it busy, and more would only take its memory.
    /// </summary>
    /// <exception cref="BadInputException">A GPU is asked for that libtorch cannot use.</exception>
    public static ExecutionSettings Resolve(ExecutionSettings settings)
    {
        var resolved = settings with { Device = settings.Device == "auto" ? TorchRuntime.HasCuda ? "cuda:0" : "cpu" : settings.Device };
        string[] devices = [resolved.Device, .. resolved.OtherDevices];
        foreach (var device in devices) Require(device, settings.OtherDevices.Count > 0 ? "execution.devices" : "execution.device");
        if (resolved.Device == "cpu") return resolved;
        return resolved with
        {
            Evaluators = resolved.HasOpenEvaluators ? devices.Length : resolved.Evaluators,
            TrainingThreads = resolved.HasOpenTrainingThreads ? devices.Length : resolved.TrainingThreads,
        };
    }

    private static void Require(string device, string key)
    {
        if (device == "cpu") return;
        var usable = TorchRuntime.CudaDevices;
        if (int.Parse(device["cuda:".Length..], CultureInfo.InvariantCulture) < usable) return;
        throw new BadInputException(usable == 0
            ? $"{key} = {device}: libtorch finds no GPU here that it can use; auto or cpu"
            : $"{key} = {device}: libtorch finds {usable} GPU(s) here that it can use, from cuda:0 on");
    }
}
