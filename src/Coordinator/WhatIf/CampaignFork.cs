using System.Runtime.InteropServices;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>What a fork took over.</summary>
/// <param name="CampaignFile">The file by which <c>run</c> goes on with it.</param>
/// <param name="Altered">Settings that differ from the parent's.</param>
public sealed record ForkDocument(
    string Name, string Parent, int AtIteration, long InheritedEvents, IReadOnlyList<string> Checkpoints, IReadOnlyList<string> Altered, string CampaignFile);

/// <summary>Makes a campaign that shares another's past and decides otherwise from one iteration on.</summary>
internal static class CampaignFork
{
    /// <summary>Forks a campaign, running or not; nothing of it is changed.</summary>
    /// <param name="name">Name of the fork.</param>
    /// <param name="iteration">The first iteration that it decides itself.</param>
    /// <exception cref="BadInputException">It cannot be forked there, or the name is taken.</exception>
    /// <exception cref="ConfigurationException">The altered settings are not allowed.</exception>
    /// <exception cref="IOException">A checkpoint that it shares is damaged.</exception>
    public static ForkDocument Of(CampaignFolder parentFolder, string runsFolder, string name, int iteration, Alteration alteration)
    {
        if (!CampaignName.IsAllowed(name)) throw new BadInputException($"'{name}': {CampaignName.Allowed}");
        var folder = CampaignFolder.Of(runsFolder, name);
        if (folder.HasJournal) throw new BadInputException($"there is a campaign '{name}' already");
        alteration.RefuseWhere(key => key switch
        {
            "campaign.name" => $"the fork's name is NEW, '{name}'",
            _ when key.StartsWith("retraining.", StringComparison.Ordinal) => $"a fork has no use for it; 's3actors retrain {name} --set {key}=...' takes it",
            _ => null,
        });
        var known = CampaignHistory.ReadSpecification(parentFolder).BegunTo("share", parentFolder); // what is refused is refused before all is read
        var configuration = CampaignConfiguration.Read(alteration.Over(known.Spec, known.Places), name, name, runsFolder);
        var rows = JournalRows.Read(parentFolder);
        var parent = CampaignHistory.Of(parentFolder.Name, rows.All.Select(row => row.Readable()));
        var spec = SpecDigest.Sorted(configuration.Spec);
        var altered = RequireSharedPast(parent.Spec, spec);
        TrustedRules.Offer([spec.Evolution], configuration.RuleFiles, folder: null);
        if (configuration.RuleFiles.Count > 0) TrustedRules.Require(spec.Evolution); // what was recorded is asked for when it decides
        var plan = ForkPlan.Of(rows, parent, spec, iteration);
        var forked = new CampaignForked(parent.Name, iteration, spec, SpecDigest.Of(spec), [], configuration.Places);
        Write(parentFolder, folder, plan, forked, Elsewhere(configuration, alteration));
        return new ForkDocument(name, parent.Name, iteration, plan.Inherited.Sum(it => it.Events), [.. plan.Checkpoints.Select(it => it.CheckpointFile)], altered, FileOf(folder));
    }

    /// <summary>Makes a fork's folder: shared checkpoints, the campaign's file, the journal.</summary>
    /// <param name="forked">The event that ends what is inherited; what that is, the plan says.</param>
    /// <param name="elsewhere">Settings for its file that are no part of a specification.</param>
    /// <exception cref="IOException">A checkpoint that it shares is damaged.</exception>
    public static void Write(CampaignFolder parent, CampaignFolder folder, ForkPlan plan, CampaignForked forked, IEnumerable<KeyValuePair<string, string>> elsewhere)
    {
        var pruned = PrunedFiles.Of(parent);
        string Source(string file) => Path.Combine(parent.CheckpointFolder, file);
        foreach (var checkpoint in plan.Checkpoints)
        {
            if (!File.Exists(Source(checkpoint.CheckpointFile)) && pruned.When(checkpoint.CheckpointFile, checkpoint.CheckpointSha256) is { } when)
                throw new BadInputException($"{Source(checkpoint.CheckpointFile)} was removed by 'prune' on {when.UtcDateTime:yyyy-MM-dd}: the campaign can be forked from an iteration before that one");
            if (!File.Exists(Source(checkpoint.CheckpointFile)) || DurableFile.Digest(Source(checkpoint.CheckpointFile)) != checkpoint.CheckpointSha256)
                throw new IOException($"{Source(checkpoint.CheckpointFile)} is missing or damaged: it cannot be shared");
        }
        var target = Directory.CreateDirectory(folder.CheckpointFolder);
        foreach (var checkpoint in plan.Checkpoints) SharedFile.Link(Source(checkpoint.CheckpointFile), Path.Combine(target.FullName, checkpoint.CheckpointFile));
        if (File.Exists(parent.DamagedImagesFile)) File.Copy(parent.DamagedImagesFile, folder.DamagedImagesFile);
        TrustedRules.Keep(folder, forked.Spec.Evolution, parent);
        File.WriteAllText(FileOf(folder), SpecText.Of(forked.Spec, elsewhere));
        var unfinished = folder.JournalFile + ".unfinished";
        JournalCopy.Write(unfinished, parent, rows => Inherit(rows, parent, folder, plan, forked));
        File.Move(unfinished, folder.JournalFile);
    }

    private static string FileOf(CampaignFolder folder) => Path.Combine(folder.Path, "campaign.conf");

    /// <summary>What everything before the fork rests on cannot be altered behind it.</summary>
    private static IReadOnlyList<string> RequireSharedPast(CampaignSpec parent, CampaignSpec fork)
    {
        var named = fork with { Name = parent.Name };
        var past = named with { Training = parent.Training, Measurement = parent.Measurement, Evolution = parent.Evolution, Search = parent.Search };
        if (SpecDifference.Between(parent, past) is { Count: > 0 } refused)
            throw new BadInputException("a fork shares its parent's data, network, initial space and seed:\n" + string.Join('\n', refused.Select(it => "  " + it)));
        return SpecDifference.Between(parent, named, $"in '{parent.Name}'");
    }

    /// <summary>The parent's rows as far as they are inherited, under the fork's name, then the event that says so.</summary>
    private static IEnumerable<Dictionary<string, object>> Inherit(
        IEnumerable<Dictionary<string, object>> rows, CampaignFolder parent, CampaignFolder fork, ForkPlan plan, CampaignForked forked)
    {
        var events = plan.Inherited.ToDictionary(it => it.Stream, it => it.Events, StringComparer.Ordinal);
        Dictionary<string, object> last = [];
        foreach (var row in rows)
        {
            var stream = parent.StreamOf((string)row["persistence_id"]);
            if (row["deleted"] is not 0L || (long)row["sequence_number"] > events.GetValueOrDefault(stream)) continue;
            row.Remove("ordering"); // numbers in the whole journal are new, without gaps
            row["persistence_id"] = fork.IdOf(stream);
            if (stream == "campaign") last = new(row, StringComparer.Ordinal);
            yield return row;
        }
        var previous = Convert.FromHexString(plan.Inherited.First(it => it.Stream == "campaign").Sha256);
        var own = new EventStamp(TimeProvider.System, Machine.ProductVersion).Chain(previous, [forked with { Inherited = plan.Inherited }])[0];
        (last["sequence_number"], last["manifest"], last["message"]) = ((long)last["sequence_number"] + 1, own.Name, own.Bytes);
        yield return last;
    }

    /// <summary>What is no part of a specification: where images stand, and the options of how it is carried out.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Elsewhere(CampaignConfiguration configuration, Alteration alteration) =>
        configuration.Places.Select(it => KeyValuePair.Create(it.Key, SettingLayer.Quoted(it.Value))).Concat(
            from option in alteration.Options.Select(SettingLayer.Split)
            where option.Key.StartsWith("execution.", StringComparison.Ordinal)
            select KeyValuePair.Create(option.Key, SettingLayer.OfOption(option.Value)));
}

/// <summary>One file under two names, so that it takes its room once and goes with the last of them.</summary>
internal static class SharedFile
{
    /// <summary>Gives a file a second name; copies it where the file system or the platform does not allow that.</summary>
    public static void Link(string existing, string name)
    {
        File.Delete(name);
        if (OperatingSystem.IsWindows() || CreateLink(existing, name) != 0) File.Copy(existing, name);
    }

    [DllImport("libc", EntryPoint = "link", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int CreateLink([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
