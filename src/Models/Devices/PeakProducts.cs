using S3Actors.Messages.Campaign;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Devices;

/// <summary>What large products of matrices reach on a training's devices: the most that a training could. A few hundredths of a second on a processor.</summary>
public static class PeakProducts
{
    private const int Rounds = 3, ProductsOfRound = 2;
    private const int ProcessorSide = 512, DeviceSide = 4096;

    /// <summary>Multiply-accumulates a second, of all devices together, in the better of some rounds.</summary>
    /// <param name="devices">As settings name them: <c>cpu</c>, <c>cuda:0</c>.</param>
    /// <param name="threads">Threads that work at once on a processor.</param>
    /// <param name="precision">What products are computed in; null for float32.</param>
    public static double MacsPerSecond(IReadOnlyList<string> devices, int threads, ReducedPrecision? precision, TimeProvider clock)
    {
        IReadOnlyList<Device> workers = devices is ["cpu"] ? [.. Enumerable.Repeat(CPU, threads)] : [.. devices.Select(name => device(name))];
        var side = workers[0].type == DeviceType.CPU ? ProcessorSide : DeviceSide;
        var type = precision is null ? ScalarType.Float32 : ScalarType.BFloat16;
        Multiply(workers, side, type, 1); // libraries set themselves up at the first
        var best = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var begin = clock.GetTimestamp();
            Multiply(workers, side, type, ProductsOfRound);
            var seconds = clock.GetElapsedTime(begin).TotalSeconds;
            if (seconds > 0) best = Math.Max(best, ProductsOfRound * workers.Count * Math.Pow(side, 3) / seconds);
        }
        return best;
    }

    private static void Multiply(IReadOnlyList<Device> workers, int side, ScalarType type, int times)
    {
        var threads = workers.Skip(1).Select(worker => new Thread(() => Multiply(worker, side, type, times))).ToList();
        threads.ForEach(thread => thread.Start());
        Multiply(workers[0], side, type, times);
        threads.ForEach(thread => thread.Join());
    }

    private static void Multiply(Device worker, int side, ScalarType type, int times)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var factor = ones([side, side], type, worker);
        var product = factor;
        for (var i = 0; i < times; i++) product = factor.matmul(factor);
        HostRead.Floats(product.narrow(0, 0, 1).narrow(1, 0, 1).to(ScalarType.Float32)); // waits for a device
    }
}
