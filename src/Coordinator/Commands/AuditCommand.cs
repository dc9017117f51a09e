using System.CommandLine;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Commands;

/// <summary>
/// <c>audit NAME</c>: what was measured, what the rule made of it, where it stands in the journal; <c>--subnet</c>: everything ever said of
/// one architecture; <c>--verify</c>: whether all of it agrees.
/// </summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var dimension = new Option<string?>("--dimension") { Description = "Only this dimension.", HelpName = "stage3.depth" };
        var iteration = new Option<int?>("--iteration") { Description = "Only this iteration, counted from 1.", HelpName = "t" };
        var subnet = new Option<string?>("--subnet") { Description = "Everything ever said of one architecture, by its text or the first characters of the text's SHA-256.", HelpName = "DIGEST|TEXT" };
        var csv = new Option<bool>("--csv") { Description = "Write a table, a line for each choice measured." };
        var verify = new Option<bool>("--verify") { Description = "Make every decision again from its recorded inputs, follow every stream's digests, digest every file; exit code 1 where anything disagrees." };
        var command = new Command("audit", "Show every decision on the space with the measurements it rests on.") { name, dimension, iteration, subnet, csv, verify };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            if (parsed.GetValue(verify))
            {
                var verification = JournalVerification.Of(folder);
                invocation.Print(verification, it => it.ToText());
                return verification.Agrees ? ExitCode.Done : ExitCode.Failed;
            }
            if (parsed.GetValue(subnet) is { } wanted)
            {
                invocation.Print(SubnetHistory.Read(folder, wanted), it => it.ToText());
                return ExitCode.Done;
            }
            var history = CampaignHistory.ReadDecisions(folder);
            var id = parsed.GetValue(dimension) is { } text ? Dimension(text, history) : (DimensionId?)null;
            var only = parsed.GetValue(iteration);
            if (only is { } t && history.Iterations.All(i => i.Started.Iteration != t))
                throw new BadInputException($"--iteration {t}: campaign '{history.Name}' has had {history.Iterations.Count} iteration(s)");
            invocation.Print(AuditDocument.Of(history, id, only), parsed.GetValue(csv) ? AuditText.ToCsv : AuditText.Of);
            return ExitCode.Done;
        });
        return command;
    }

    private static DimensionId Dimension(string text, CampaignHistory history)
    {
        var known = history.Created?.Spec.InitialSpace.Dimensions.Select(d => d.Id.ToString()).ToList() ?? [];
        if (DimensionId.TryParse(text, out var id) && known.Contains(id.ToString())) return id;
        throw new BadInputException(known.Count == 0 ? $"campaign '{history.Name}' has not begun"
            : $"--dimension {text}: there is no such dimension; there are {string.Join(", ", known)}");
    }
}
