using System.CommandLine;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>replay NAME</c>: every recorded decision again, as it was or as other settings would have made it; needs the journal alone.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var alteration = new AlterationOptions();
        var part = new Option<string>("--estimator-part") { Description = "The part of the E-T error that rules see: e (Qe), t (Qt) or et (both).", HelpName = "e|t|et", DefaultValueFactory = _ => "et" };
        var compare = new Option<string?>("--compare") { Description = "Several rules in one table.", HelpName = "linear-floor,significant:z=2" };
        var sweep = new Option<string?>("--sweep") { Description = "The thresholds at which decisions flip.", HelpName = "tau=0.05..1.0" };
        var execute = new Option<bool>("--execute") { Description = "Train and measure again from the seed in a scratch folder, and compare every event and every checkpoint; --set takes data.folder and execution.* here." };
        var command = new Command("replay", "Make every recorded decision again, or as altered rules would have made it; needs no data and no accelerator.") { name, part, compare, sweep, execute };
        alteration.AddTo(command);
        command.SetAction(async parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            var (range, rules, real) = (parsed.GetValue(sweep), parsed.GetValue(compare), parsed.GetValue(execute));
            if (new[] { range is not null, rules is not null, real }.Count(it => it) > 1) throw new BadInputException("--compare, --sweep and --execute: one at a time");
            var (altered, seen) = (alteration.Of(parsed, namesRules: rules is not null), PartOf(parsed.GetValue(part)!));
            if (range is null && rules is null && !real && altered.Options.Count == 0 && seen == EtErrorPart.Both) return Reproduce(invocation, folder);
            if (!real) RequireAllowed(folder, altered);
            var recorded = CampaignReplay.Read(folder);
            TrustedRules.Offer(recorded.Specs.Select(it => it.Evolution), altered.RuleFiles, folder);
            if (real) return await Execute(invocation, folder, recorded, altered, seen);
            if (range is not null) invocation.Print(Sweep.Of(recorded, altered, range, seen), ReplayText.Of);
            else if (rules is not null) invocation.Print(ReplayComparison.Of(recorded, altered, rules, seen), ReplayText.Of);
            else invocation.Print(new CampaignReplay(recorded, altered, seen).Run(Label(altered, seen)), ReplayText.Of);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What is not allowed is said before the whole journal is read.</summary>
    private static void RequireAllowed(CampaignFolder folder, Alteration altered)
    {
        altered.RequireDeciding();
        if (altered.Options.Count > 0) altered.Apply(CampaignHistory.ReadSpecification(folder).BegunTo("replay", folder).Spec);
    }

    private static async Task<int> Execute(Invocation invocation, CampaignFolder folder, CampaignHistory recorded, Alteration altered, EtErrorPart part)
    {
        if (part != EtErrorPart.Both) throw new BadInputException("--execute makes again what is recorded: --estimator-part alters it");
        var scratch = Directory.CreateTempSubdirectory("s3actors-replay-");
        var differs = false;
        try
        {
            var document = await new CampaignExecution(recorded, altered, scratch.FullName).Compare(folder);
            differs = document.Differences.Count > 0;
            invocation.Print(document, it => it.ToText());
            if (differs) Console.Error.WriteLine($"what was executed stands in {scratch.FullName}");
            return differs ? ExitCode.Failed : ExitCode.Done;
        }
        finally
        {
            if (!differs) scratch.Delete(recursive: true);
        }
    }

    /// <summary>Every recorded decision again, on the space and all others, from rows that are read once.</summary>
    private static int Reproduce(Invocation invocation, CampaignFolder folder)
    {
        var rows = JournalRows.Read(folder);
        rows.RequireReadable();
        var recorded = CampaignHistory.Of(folder.Name, rows.All.Select(row => row.Readable())).BegunTo("replay", folder);
        TrustedRules.Offer(recorded.Specs.Select(it => it.Evolution), [], folder);
        var replay = new CampaignReplay(recorded, Alteration.None).Run("") with { Verification = JournalVerification.Of(folder, rows, recorded, files: false) };
        invocation.Print(replay, ReplayText.Of);
        return replay.Verification!.Agrees && replay.SameMoves == replay.Dimensions.Count ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Label(Alteration altered, EtErrorPart part) =>
        string.Join(", ", altered.Options.Concat(part == EtErrorPart.Both ? [] : [part == EtErrorPart.Expected ? "Qe alone" : "Qt alone"]));

    private static EtErrorPart PartOf(string text) => text switch
    {
        "et" => EtErrorPart.Both,
        "e" => EtErrorPart.Expected,
        "t" => EtErrorPart.Top,
        _ => throw new BadInputException($"--estimator-part {text}: is one of e, t, et"),
    };
}
