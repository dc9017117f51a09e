using System.CommandLine;
using S3Actors.Coordinator.CommandLine;
using S3Actors.Coordinator.Reading;
using S3Actors.Coordinator.Verification;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.Replaying;

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
        var command = new Command("replay", "Make every recorded decision again, or as altered rules would have made it; needs no data and no accelerator.") { name, part, compare, sweep };
        alteration.AddTo(command);
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            var (recorded, altered, seen) = (CampaignReplay.Read(folder), alteration.Of(parsed), PartOf(parsed.GetValue(part)!));
            if (parsed.GetValue(sweep) is { } range) invocation.Print(Sweep.Of(recorded, altered, range, seen), ReplayText.Of);
            else if (parsed.GetValue(compare) is { } rules) invocation.Print(ReplayComparison.Of(recorded, altered, rules, seen), ReplayText.Of);
            else return Replay(invocation, recorded, altered, seen, () => JournalVerification.Of(folder, files: false));
            return ExitCode.Done;
        });
        return command;
    }

    private static int Replay(Invocation invocation, RecordedCampaign recorded, Alteration altered, EtErrorPart part, Func<VerificationDocument> verify)
    {
        var asRecorded = altered.Options.Count == 0 && part == EtErrorPart.Both;
        var label = string.Join(", ", altered.Options.Concat(part == EtErrorPart.Both ? [] : [part == EtErrorPart.Expected ? "Qe alone" : "Qt alone"]));
        var replay = new CampaignReplay(recorded, altered, part).Run(label);
        if (asRecorded) replay = replay with { Verification = verify() };
        invocation.Print(replay, ReplayText.Of);
        return !asRecorded || (replay.Verification!.Agrees && replay.SameMoves == replay.Dimensions.Count) ? ExitCode.Done : ExitCode.Failed;
    }

    private static EtErrorPart PartOf(string text) => text switch
    {
        "et" => EtErrorPart.Both,
        "e" => EtErrorPart.Expected,
        "t" => EtErrorPart.Top,
        _ => throw new BadInputException($"--estimator-part {text}: is one of e, t, et"),
    };
}
