using System.Data.Common;
using System.Text.Json;
using Npgsql;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Models.Data;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Commands;

/// <summary>What a command's error becomes: lines for a person, or one JSON object under <c>--json</c>, on standard error.</summary>
internal static class CommandError
{
    /// <summary>Prints an exception that ended a command.</summary>
    /// <returns>The exit code that belongs to it.</returns>
    public static int Write(Exception error, bool json) => error switch
    {
        ConfigurationException wrong => Write(wrong.Message, ExitCode.BadInput, json, wrong.Problems),
        AggregateException { InnerExceptions: [var only] } => Write(only, json), // of parallel work
        BadInputException or DataFileException or UnknownRuleException => Write(error.Message, ExitCode.BadInput, json),
        NpgsqlException refused => Write($"the journal: {PostgresConnection.Words(refused)}", ExitCode.Failed, json),
        JournalException or DbException or IOException or UnauthorizedAccessException => Write(error.Message, ExitCode.Failed, json),
        _ => Write($"an error that S3Actors does not know ({error.GetType().Name}); the details are in {KeepDetails(error)}", ExitCode.Failed, json),
    };

    /// <summary>Prints a message.</summary>
    /// <param name="problems">The settings that are wrong, where that is it.</param>
    /// <returns>The exit code given.</returns>
    public static int Write(string message, int exitCode, bool json, IReadOnlyList<ConfigurationProblem>? problems = null)
    {
        Console.Error.WriteLine(json ? JsonSerializer.Serialize(new Document(message, exitCode, problems ?? []), JsonForm.Options) : message);
        return exitCode;
    }

    /// <summary>Writes what only a developer reads into a file of its own, and returns its path.</summary>
    private static string KeepDetails(Exception error)
    {
        var file = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"s3actors-error-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt"));
        try
        {
            File.WriteAllText(file, $"s3actors {Machine.ProductVersion}\n{Environment.CommandLine}\n\n{error}\n");
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"no file ({e.Message})";
        }
    }

    private sealed record Document(string Error, int ExitCode, IReadOnlyList<ConfigurationProblem> Problems);
}
