using System.CommandLine;
using System.Globalization;
using S3Actors.Coordinator.Commands;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Coordinator;

/// <summary>The program: all commands, and what their errors become: one line on standard error and an exit code.</summary>
public static class Program
{
    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> Main(string[] arguments)
    {
        // Numbers look the same whatever the user's locale: what is printed is read by programs too.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        NativeEnvironment.Prepare();
        var root = new RootCommand("Searches the search space of vision transformers (S3) as event-sourced campaigns.")
        {
            Invocation.RunsOption, Invocation.JsonOption,
            RunCommand.Create(), PauseCommand.Create(), StatusCommand.Create(), ListCommand.Create(), AuditCommand.Create(), ReplayCommand.Create(), ForkCommand.Create(), CompareCommand.Create(), StudyCommand.Create(), ReportCommand.Create(), DashboardCommand.Create(), NotifyCommand.Create(), RetrainCommand.Create(), ExportCommand.Create(),
            PlanCommand.Create(), CostCommand.Create(), DoctorCommand.Create(), JournalCommand.Create(), ChaosCommand.Create(), CompletionCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        var json = arguments.Contains(Invocation.JsonOption.Name, StringComparer.Ordinal); // also where the rest cannot be parsed
        if (parsed.Errors.Count > 0) return CommandError.Write(Problem(parsed, root), ExitCode.BadInput, json);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            return CommandError.Write(e, json);
        }
    }

    /// <summary>What is wrong with a command line, in one line.</summary>
    private static string Problem(ParseResult parsed, RootCommand root)
    {
        var command = parsed.CommandResult.Command;
        var help = $"(s3actors {(command is RootCommand ? "" : command.Name + " ")}--help says what is allowed)";
        if (command is not RootCommand) return $"{string.Join(" ", parsed.Errors.SelectMany(error => error.Message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)))} {help}";
        if (parsed.UnmatchedTokens.Count == 0) return $"a command is missing {help}";
        var nearest = NearestName.Of(parsed.UnmatchedTokens[0], root.Subcommands.Select(it => it.Name));
        return $"there is no command '{parsed.UnmatchedTokens[0]}'{(nearest is null ? "" : $"; did you mean {nearest}?")} {help}";
    }
}
