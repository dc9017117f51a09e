using System.CommandLine;
using System.Globalization;
using System.Text;
using S3Actors.Coordinator.CommandLine;
using S3Actors.Coordinator.Reading;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Auditing;

/// <summary><c>audit NAME [--dimension stage3.depth] [--iteration t]</c>: what was measured, what the rule made of it, where it stands in the journal.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var dimension = new Option<string?>("--dimension") { Description = "Only this dimension.", HelpName = "stage3.depth" };
        var iteration = new Option<int?>("--iteration") { Description = "Only this iteration, counted from 1.", HelpName = "t" };
        var command = new Command("audit", "Show every decision on the space with the measurements it rests on.") { name, dimension, iteration };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var view = CampaignFold.Read(invocation.Existing(parsed.GetValue(name)!));
            var id = parsed.GetValue(dimension) is { } text ? Dimension(text, view) : (DimensionId?)null;
            var only = parsed.GetValue(iteration);
            if (only is { } t && view.Iterations.All(i => i.Started.Iteration != t))
                throw new BadInputException($"--iteration {t}: campaign '{view.Name}' has had {view.Iterations.Count} iteration(s)");
            invocation.Print(AuditDocument.Of(view, id, only), Text);
            return ExitCode.Done;
        });
        return command;
    }

    private static DimensionId Dimension(string text, CampaignView view)
    {
        var known = view.Created?.Event.Spec.InitialSpace.Dimensions.Select(d => d.Id.ToString()).ToList() ?? [];
        if (DimensionId.TryParse(text, out var id) && known.Contains(id.ToString())) return id;
        throw new BadInputException(known.Count == 0 ? $"campaign '{view.Name}' has not begun"
            : $"--dimension {text}: there is no such dimension; there are {string.Join(", ", known)}");
    }

    private static string Text(AuditDocument document)
    {
        if (document.Dimensions.Count == 0) return "nothing is measured yet";
        var text = new StringBuilder();
        foreach (var d in document.Dimensions)
        {
            text.Append(CultureInfo.InvariantCulture, $"iteration {d.Iteration}  {d.Dimension}  {Figures.Choices(d.Before)} -> {Figures.Choices(d.After)}\n");
            var table = new TextTable("choice", "Qe %", "Qt %", "Q %", "+-", "n", "event");
            foreach (var c in d.Choices)
                table.Add(SearchDimension.Format(c.Choice), Figures.Percent(c.Qe), Figures.Percent(c.Qt), Figures.Percent(c.Q),
                    Figures.Percent(c.QStandardError), c.Subnets.ToString(CultureInfo.InvariantCulture), $"#{c.EventNumber}");
            text.Append(table.ToText(indent: 2));
            if (d.ProposedSteps is { } proposed)
            {
                text.Append(CultureInfo.InvariantCulture, $"  slope {Figures.Points(d.SlopePoints)} +- {Figures.Error(d.SlopeStandardErrorPoints)} points a step; {d.Rule} (version {d.RuleVersion}) proposed {proposed:+0;-0;0}, event #{d.EventNumber}\n");
                text.Append(CultureInfo.InvariantCulture, $"  {d.Reasoning}\n");
            }
            if (d.AppliedSteps is { } applied)
                text.Append(CultureInfo.InvariantCulture, $"  applied {applied:+0;-0;0}, event #{d.SpaceEventNumber}{(d.Constraint.Length > 0 ? ": " + d.Constraint : "")}\n");
            text.Append('\n');
        }
        return text.ToString();
    }
}
