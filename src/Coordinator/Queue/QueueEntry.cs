using System.Text.Json.Serialization;
using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.Queue;

/// <summary>A campaign in the queue: what is to be run, until it is done or cancelled.</summary>
/// <param name="Number">Its place: lower ones come first.</param>
/// <param name="Campaign">Its folder below the folder of the queue's campaigns: its name, or a study's and its name.</param>
/// <param name="Arguments">The command line without the program, <c>--runs</c> and, where there is <paramref name="Text"/>, verb and file.</param>
/// <param name="WorkingFolder">Against which relative paths are meant.</param>
/// <param name="Text">The campaign's file as it was when it was submitted; null where the arguments are the whole command.</param>
/// <param name="Device">The one device that it may run on; null for any.</param>
/// <param name="Submitted">When.</param>
public sealed record QueueEntry(
    long Number, string Campaign, IReadOnlyList<string> Arguments, string WorkingFolder, string? Text, string? Device, DateTimeOffset Submitted)
{
    /// <summary>Why it is not tried again until it is submitted anew, in words; null while it waits for its turn or has it.</summary>
    public string? Held { get; init; }

    /// <summary>The campaign's name.</summary>
    [JsonIgnore]
    public string Name => Campaign[(Campaign.LastIndexOf('/') + 1)..];

    /// <summary>The one device that settings ask for; null where they leave it open.</summary>
    public static string? DeviceOf(ExecutionSettings execution) => execution.Device == "auto" ? null : execution.Device;

    /// <summary>The campaign's folder.</summary>
    /// <param name="runsFolder">The folder of the queue's campaigns.</param>
    public CampaignFolder Folder(string runsFolder) => new(Path.GetFullPath(Path.Combine(runsFolder, Campaign)));
}
