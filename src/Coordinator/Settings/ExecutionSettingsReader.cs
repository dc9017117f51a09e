using System.Text.RegularExpressions;
using S3Actors.Actors.Campaign;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>execution</c>: how a campaign is carried out, which may differ at every resume.</summary>
internal static partial class ExecutionSettingsReader
{
    /// <summary>Reads the section; 0 where a number of threads may be chosen takes what the machine has.</summary>
    /// <param name="isToRun">Whether what only a session needs must be there.</param>
    public static ExecutionSettings Read(SettingReader settings, string campaignFolder, bool isToRun)
    {
        var evaluators = settings.Int32("execution.evaluators", 0, 1024);
        var trainingThreads = settings.Int32("execution.training_threads", 0, 1024);
        var passes = 2 + settings.Int32("training.random_subnets", 0, 64);
        var devices = settings.Texts("execution.devices", name => name == "cpu" || CudaDevice().IsMatch(name), """must be a list of devices, as in ["cuda:0", "cuda:1"]""");
        settings.Require(devices.Select(name => name == "cpu").Distinct().Count() < 2, "execution.devices", "must be all GPUs, or all cpu");
        return new ExecutionSettings(
            campaignFolder,
            evaluators > 0 ? evaluators : Environment.ProcessorCount,
            trainingThreads > 0 ? trainingThreads : Math.Min(Environment.ProcessorCount, passes),
            settings.Int32("execution.slice_steps", 1),
            devices is [var first, ..] ? first : settings.Text("execution.device", name => name is "auto" or "cpu" || CudaDevice().IsMatch(name), "must be auto, cpu or a GPU, as in \"cuda:0\""),
            TimeSpan.FromSeconds(settings.Double("execution.stop_timeout_seconds", 0, 86_400, aboveMinimum: true)),
            settings.Int32("execution.kept_checkpoints", 1),
            settings.Int64("execution.minimum_free_disk_mib", 0, 1L << 40) << 20)
        {
            HasOpenEvaluators = evaluators == 0,
            HasOpenTrainingThreads = trainingThreads == 0,
            OtherDevices = [.. devices.Skip(1)],
            ImageCacheBytes = settings.Int64("execution.image_cache_mib", 0, 1L << 40) << 20,
            WorkerPatience = TimeSpan.FromSeconds(settings.Double("execution.worker_patience_seconds", 0, 86_400, aboveMinimum: true)),
            PostgresConnectionFrom = ReadConnectionSource(settings, isToRun),
        };
    }

    private static string? ReadConnectionSource(SettingReader settings, bool isToRun)
    {
        const string key = "execution.journal.postgres.connection_from";
        if (settings.TextOrOff(key) is not { Length: > 0 } source) return null;
        if (!isToRun || !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(source)) || File.Exists(source)) return source;
        settings.Refuse(key, "must be the name of an environment variable that is set, or a file, which holds the connection string", isSecret: source.Contains('='));
        return source;
    }

    [GeneratedRegex("^cuda:[0-9]{1,2}$")]
    private static partial Regex CudaDevice();
}
