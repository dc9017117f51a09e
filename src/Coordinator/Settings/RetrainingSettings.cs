using S3Actors.Messages.Campaign;

namespace S3Actors.Coordinator.Settings;

/// <summary>
/// The section <c>retraining</c>: how <c>retrain</c> trains the winner by itself. It decides nothing of a campaign, so it is no part of its
/// specification; a retraining that has begun has it in the journal.
/// </summary>
internal static class RetrainingSettings
{
    /// <summary>What a setting says that is as the campaign's own trainings have it.</summary>
    private const string AsCampaign = "campaign";

    /// <summary>Reads the section over the campaign's own training.</summary>
    public static TrainingSpec Read(SettingReader settings, TrainingSpec training)
    {
        var passes = (int)Math.Min(int.MaxValue, training.FinalSteps * (2L + training.RandomSubnets));
        var steps = Own("steps", passes, key => settings.Int32(key, 1));
        return training with
        {
            Steps = steps,
            FinalSteps = steps,
            RandomSubnets = 0,
            BatchSize = Own("batch_size", training.BatchSize, key => settings.Int32(key, 1)),
            LearningRate = Own("learning_rate", training.LearningRate, key => settings.Double(key, 0, aboveMinimum: true)),
            WarmupFraction = Own("warmup_fraction", training.WarmupFraction, key => settings.Double(key, 0, 1, belowMaximum: true)),
            WeightDecay = Own("weight_decay", training.WeightDecay, key => settings.Double(key, 0)),
            LabelSmoothing = Own("label_smoothing", training.LabelSmoothing, key => settings.Double(key, 0, 1, belowMaximum: true)),
            DropPath = Own("drop_path", training.DropPath, key => settings.Double(key, 0, 1, belowMaximum: true)),
            CheckpointEverySteps = Own("checkpoint_every_steps", training.CheckpointEverySteps, key => settings.Int32(key, 1)),
        };

        T Own<T>(string name, T campaigns, Func<string, T> read) => settings.Is($"retraining.{name}", AsCampaign) ? campaigns : read($"retraining.{name}");
    }
}
