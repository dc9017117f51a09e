using System.CommandLine;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Hosting;
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
        var dimension = new Option<string?>("--dimension") { Description = "Only this dimension, this kind in every stage, or this stage.", HelpName = "stage3.depth|depth|stage3" };
        var iteration = new Option<int?>("--iteration") { Description = "Only this iteration, counted from 1.", HelpName = "t" };
        var subnet = new Option<string?>("--subnet") { Description = "Everything ever said of one architecture, by its text or the first characters of the text's SHA-256.", HelpName = "DIGEST|TEXT" };
        var csv = new Option<bool>("--csv") { Description = "Write a table, a line for each choice measured." };
        var overview = new Option<bool>("--overview") { Description = "All decisions on one screen: dimension by iteration." };
        var verify = new Option<bool>("--verify") { Description = "Make every decision again from its recorded inputs, follow every stream's digests, digest every file; exit code 1 where anything disagrees." };
        var command = new Command("audit", "Show every decision on the space with the measurements it rests on.") { name, dimension, iteration, subnet, csv, overview, verify };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            if (parsed.GetValue(verify))
            {
                var verification = JournalVerification.Of(
                    folder, loadRules: recorded => TrustedRules.Offer(recorded.Specs.Select(it => it.Evolution), [], folder));
                invocation.Print(verification, it => it.ToText());
                return verification.Agrees ? ExitCode.Done : ExitCode.Failed;
            }
            if (parsed.GetValue(subnet) is { } wanted)
            {
                invocation.Print(SubnetHistory.Read(folder, wanted), it => it.ToText());
                return ExitCode.Done;
            }
            var history = CampaignHistory.ReadDecisions(folder);
            var dimensions = parsed.GetValue(dimension) is { } text ? Dimensions(text, history) : null;
            var only = parsed.GetValue(iteration);
            if (only is { } t && history.Iterations.All(i => i.Started.Iteration != t))
                throw new BadInputException($"--iteration {t}: campaign '{history.Name}' has had {history.Iterations.Count} iteration(s)");
            var document = AuditDocument.Of(history, dimensions, only);
            if (parsed.GetValue(overview)) invocation.Print(AuditOverview.Of(document), it => it.ToText());
            else invocation.Print(document, parsed.GetValue(csv) ? AuditText.ToCsv : AuditText.Of);
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlySet<DimensionId> Dimensions(string text, CampaignHistory history)
    {
        var known = history.Created?.Spec.InitialSpace.Dimensions.Select(d => d.Id).ToList() ?? [];
        var meant = known.Where(id => text == id.ToString() || text == id.Kind.Name() || text == FormattableString.Invariant($"stage{id.Stage}")).ToHashSet();
        if (meant.Count > 0) return meant;
        throw new BadInputException(known.Count == 0 ? $"campaign '{history.Name}' has not begun"
            : $"--dimension {text}: there is no such dimension; there are {string.Join(", ", known)}, and a kind such as {known[0].Kind.Name()} or a stage such as stage{known[0].Stage} takes all of its dimensions");
    }
}
