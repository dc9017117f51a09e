using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Hosting;

/// <summary>How the program was last started on a campaign, in <c>command.json</c> beside its journal: so that it can be started again from elsewhere. Nothing else reads it.</summary>
/// <param name="Arguments">The command line without the program.</param>
/// <param name="WorkingFolder">Against which its relative paths are meant.</param>
public sealed record StartedCommand(IReadOnlyList<string> Arguments, string WorkingFolder)
{
    /// <summary>Remembers how this process was started.</summary>
    /// <param name="arguments">Its command line.</param>
    public static void Remember(CampaignFolder folder, IReadOnlyList<string> arguments)
    {
        var text = JsonSerializer.Serialize(new StartedCommand(arguments, Environment.CurrentDirectory), JsonForm.Options) + "\n";
        if (File.Exists(folder.CommandFile) && File.ReadAllText(folder.CommandFile) == text) return;
        DurableFile.WriteText(folder.CommandFile, text);
    }

    /// <summary>What was remembered; null where nothing was.</summary>
    public static StartedCommand? Read(CampaignFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<StartedCommand>(File.ReadAllText(folder.CommandFile), JsonForm.Options) is { Arguments.Count: > 0, WorkingFolder: not null } command ? command : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Starts it again, as a process that outlives this one. What it says stands in the campaign's log.</summary>
    /// <returns>Null where it started; otherwise why not.</returns>
    public string? StartAgain()
    {
        var start = OwnProgram.With(Arguments);
        start.WorkingDirectory = WorkingFolder;
        try
        {
            if (Process.Start(start) is not { } process) return "The program cannot be started.";
            process.BeginOutputReadLine(); // a full pipe would stop it
            process.BeginErrorReadLine();
            return null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return $"It cannot be started in {WorkingFolder}.";
        }
    }
}
