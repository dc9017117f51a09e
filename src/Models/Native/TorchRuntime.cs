using TorchSharp;

namespace S3Actors.Models.Native;

/// <summary>The tensor library of this process: which libtorch it is, and its settings.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();

    /// <summary>
    /// Loads a libtorch, and switches off its threads within an operation: parallelism comes from whole passes and whole evaluators, and the
    /// sums inside an operation keep one order. To be called before the first tensor; later calls change nothing.
    /// </summary>
    /// <param name="choose">Says which libtorch; asked once.</param>
    /// <exception cref="TorchLibraryException">None can be used.</exception>
    public static void Start(Func<TorchLibrary> choose)
    {
        lock (Gate)
        {
            if (Library is not null) return;
            var library = choose();
            library.Load();
            if (library.HasCuda) torch.TryInitializeDeviceType(DeviceType.CUDA);
            torch.set_num_threads(1);
            Library = library;
        }
    }

    /// <summary>The same with the packaged libtorch.</summary>
    public static void Start() => Start(() => TorchLibrary.Packaged ?? throw new TorchLibraryException("this copy of the product has no libtorch of its own"));

    /// <summary>The libtorch in use; null before the start.</summary>
    public static TorchLibrary? Library { get; private set; }

    /// <summary>Whether a CUDA device can be used.</summary>
    public static bool HasCuda => Library is not null && torch.cuda.is_available();

    /// <summary>CUDA devices that can be used: <c>cuda:0</c> to the one before this number.</summary>
    public static int CudaDevices => HasCuda ? torch.cuda.device_count() : 0;
}
