using System.CommandLine;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.WhatIf;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>compare A B ...</c>: spaces, E-T errors, winners and cost of campaigns side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Two campaigns or more, e.g. one and its forks.", Arity = new ArgumentArity(2, 100) };
        var csv = new Option<bool>("--csv") { Description = "Write a table, a line for each campaign and each of its searches." };
        var command = new Command("compare", "Put campaigns side by side.") { names, csv };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var document = ComparisonDocument.Of([.. parsed.GetValue(names)!.Select(invocation.Existing).Select(folder => CampaignHistory.ReadDecisions(folder).BegunTo("compare", folder))]);
            invocation.Print(document, parsed.GetValue(csv) ? ComparisonText.ToCsv : ComparisonText.Of);
            return ExitCode.Done;
        });
        return command;
    }
}
