using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Telemetry;
using TorchSharp;

namespace S3Actors.Coordinator.Export;

/// <summary>
/// A campaign as TensorBoard's event files, a folder a run: <c>campaign</c> by iteration, each supernet by step, each search by generation. They
/// are made from the journal as a whole and anew each time, so a campaign that was stopped and resumed has every step once. The run
/// <c>telemetry</c> is by seconds since the first sample.
/// </summary>
internal static class TensorBoardEvents
{
    /// <summary>Writes them in place of those that are there.</summary>
    /// <param name="to">The folder that TensorBoard is given.</param>
    /// <returns>Names of the runs.</returns>
    public static IReadOnlyList<string> Write(CampaignFolder folder, string to)
    {
        var material = ReportMaterial.Read(folder, lockHeld: false);
        var (beside, old) = (to + ".new", to + ".old");
        foreach (var leftover in new[] { beside, old }) if (Directory.Exists(leftover)) Directory.Delete(leftover, recursive: true);
        Campaign(material, Path.Combine(beside, "campaign"));
        foreach (var (name, view) in material.Trainings) Training(view, Path.Combine(beside, name));
        foreach (var search in material.History.Searches) Search(search, Path.Combine(beside, "search-" + search.Started.Search));
        if (new TelemetryFile(folder).All().ToList() is { Count: > 0 } samples) Telemetry(samples, Path.Combine(beside, "telemetry"));
        if (Directory.Exists(to)) Directory.Move(to, old);
        Directory.Move(beside, to);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        return [.. Directory.EnumerateDirectories(to).Select(it => Path.GetFileName(it)!).Order(StringComparer.Ordinal)];
    }

    private static void Campaign(ReportMaterial material, string folder)
    {
        var run = torch.utils.tensorboard.SummaryWriter(folder);
        foreach (var iteration in material.Document.Iterations)
        {
            Scalar(run, "E-T error/mean Q", 100 * iteration.MeanQ, iteration.Iteration);
            Scalar(run, "E-T error/best Q", 100 * iteration.BestQ, iteration.Iteration);
            Scalar(run, "space/log10 size", iteration.Log10Size, iteration.Iteration);
            Scalar(run, "space/mean MMACs", iteration.MeanMacs / 1e6, iteration.Iteration);
        }
        foreach (var (iteration, percents) in material.SubnetErrors.Where(it => it.Percents.Count > 0))
        {
            using var errors = torch.tensor(percents.ToArray());
            run.add_histogram("subnets/error", errors, iteration);
        }
    }

    private static void Training(SupernetView training, string folder)
    {
        var run = torch.utils.tensorboard.SummaryWriter(folder);
        foreach (var it in training.Intervals)
        {
            Scalar(run, "loss/largest", it.LargestLoss, it.ToStep);
            Scalar(run, "loss/random", it.RandomLoss, it.ToStep);
            Scalar(run, "loss/smallest", it.SmallestLoss, it.ToStep);
            Scalar(run, "training/gradient norm", it.GradientNorm, it.ToStep);
            Scalar(run, "training/learning rate", it.LearningRate, it.ToStep);
        }
    }

    private static void Search(SearchView search, string folder)
    {
        var run = torch.utils.tensorboard.SummaryWriter(folder);
        foreach (var it in search.Generations.Where(it => it.Parents.Count > 0)) Scalar(run, "search/best error", it.Parents[0].Error.Percent, it.Generation);
    }

    private static void Telemetry(IReadOnlyList<TelemetrySample> samples, string folder)
    {
        var run = torch.utils.tensorboard.SummaryWriter(folder);
        foreach (var (second, it) in samples.GroupBy(it => (int)(it.Time - samples[0].Time).TotalSeconds).Select(it => (it.Key, it.Last())))
        {
            Scalar(run, "pace/images a second", it.ImagesPerSecond ?? double.NaN, second);
            Scalar(run, "pace/wait for images, share of time", it.Step?.WaitShare ?? double.NaN, second);
            Scalar(run, "pace/share of the peak", it.Step?.PeakShare ?? double.NaN, second);
            Scalar(run, "process/memory, bytes", it.WorkingSetBytes, second);
            Scalar(run, "process/cores", it.ProcessorCores, second);
            foreach (var device in it.Devices ?? [])
            {
                Scalar(run, $"{device.Device}/busy, share of time", device.BusyShare, second);
                Scalar(run, $"{device.Device}/memory, bytes", device.MemoryBytes, second);
            }
        }
    }

    private static void Scalar(TorchSharp.Modules.SummaryWriter run, string tag, double value, int step)
    {
        if (double.IsFinite(value)) run.add_scalar(tag, (float)value, step);
    }
}
