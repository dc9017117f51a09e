using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using S3Actors.Coordinator.Commands;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Coordinator;

/// <summary>The program: all commands, and what their errors become: one line on standard error and an exit code.</summary>
public static partial class Program
{
    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> Main(string[] arguments)
    {
        // Numbers look the same whatever the user's locale: what is printed is read by programs too.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        NativeEnvironment.Prepare();
        var json = arguments.Contains(Invocation.JsonOption.Name, StringComparer.Ordinal); // also where the rest cannot be parsed
        try
        {
            var parsed = Parse(arguments);
            if (Problem(parsed) is { } problem) return CommandError.Write(problem, ExitCode.BadInput, json);
            TrustedRules.Say(parsed.GetValue(Invocation.RuleAssemblyOption) ?? []);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            return CommandError.Write(e, json);
        }
    }

    /// <summary>What is wrong with a command line, in one line; null where it is understood. Nothing is carried out.</summary>
    public static string? Problem(IReadOnlyList<string> arguments) => Problem(Parse(arguments));

    private static ParseResult Parse(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Searches the search space of vision transformers (S3) as event-sourced campaigns.")
        {
            Invocation.RunsOption, Invocation.JsonOption, Invocation.RuleAssemblyOption,
            RunCommand.Create(), WorkerCommand.Create(), ClusterCommand.Create(), SubmitCommand.Create(), QueueCommand.Create(), CancelCommand.Create(),
            ServeCommand.Create(), PauseCommand.Create(), StatusCommand.Create(), ListCommand.Create(), AuditCommand.Create(), ReplayCommand.Create(), ForkCommand.Create(), CompareCommand.Create(), StudyCommand.Create(),
            ReportCommand.Create(), DashboardCommand.Create(), NotifyCommand.Create(), NoteCommand.Create(), RetrainCommand.Create(), ExportCommand.Create(),
            PlanCommand.Create(), CostCommand.Create(), DoctorCommand.Create(), BackupCommand.Create(), JournalCommand.Create(), PruneCommand.Create(), ChaosCommand.Create(), CompletionCommand.Create(),
        };
        // A word that begins with @ is that word, and no file whose content stands for it.
        return root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static string? Problem(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0) return null;
        var command = parsed.CommandResult.Command;
        var help = $"(s3actors {(command is RootCommand ? "" : command.Name + " ")}--help says what is allowed)";
        return SingleLine.Of(command is RootCommand root ? $"{OfRoot(parsed, root)} {help}" : $"{string.Join(" ", parsed.Errors.Select(error => NumberType().Replace(error.Message, it => it.Value.Contains("Double", StringComparison.Ordinal) ? "as a number" : "as a whole number")))} {help}");
    }

    /// <summary>What the parser says of an option that takes a number.</summary>
    [GeneratedRegex(@"as expected type '[^']*System\.(Int32|Int64|Double)[^']*'")]
    private static partial Regex NumberType();

    private static string OfRoot(ParseResult parsed, RootCommand root)
    {
        if (parsed.UnmatchedTokens.Count == 0) return "a command is missing";
        var nearest = NearestName.Of(parsed.UnmatchedTokens[0], root.Subcommands.Select(it => it.Name));
        return $"there is no command '{parsed.UnmatchedTokens[0]}'{(nearest is null ? "" : $"; did you mean {nearest}?")}";
    }
}
