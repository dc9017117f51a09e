using TorchSharp;

namespace S3Actors.Models.Training;

/// <summary>Settings of the tensor library that belong to the whole process.</summary>
public static class TorchRuntime
{
    /// <summary>
    /// One thread an operation: parallelism comes from whole passes and whole evaluators, and the sums inside an operation keep one order.
    /// To be called once, at start-up, before the first tensor.
    /// </summary>
    public static void UseOneThreadPerOperation() => torch.set_num_threads(1);

    /// <summary>Version of the tensor library.</summary>
    public static string Version => torch.__version__;

    /// <summary>Whether a CUDA device can be used.</summary>
    public static bool HasCuda => torch.cuda.is_available();
}
