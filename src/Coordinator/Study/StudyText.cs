using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Study;

/// <summary>A study as text for a terminal, and its campaigns as CSV for other programs.</summary>
public static class StudyText
{
    /// <summary>The tables that say what the study found.</summary>
    public static string Of(StudyDocument study)
    {
        var text = new StringBuilder();
        var complete = study.Campaigns.Count(it => it.Complete);
        text.Append(CultureInfo.InvariantCulture, $"Study {study.Name} of {study.Campaign}: {complete} of {study.Campaigns.Count} campaigns complete\n");
        foreach (var setting in study.Settings) text.Append(CultureInfo.InvariantCulture, $"  {setting}\n");
        foreach (var it in StudyTables.Of(study))
        {
            var words = it.Header.Select((heading, column) => (heading, column)).Where(head => head.heading.StartsWith('~')).Select(head => head.column);
            var table = new TextTable([.. it.Header.Select(heading => heading.TrimStart('~'))]) { LeftAligned = new HashSet<int>(words) };
            foreach (var row in it.Rows) table.Add([.. row]);
            text.Append(CultureInfo.InvariantCulture, $"\n{it.Title}\n{table.ToText(indent: 2)}");
            if (it.Id is "winners" or "slopes" or "ranks" && it.Note.Length > 0) text.Append(CultureInfo.InvariantCulture, $"  {it.Note}\n");
        }
        return text.ToString();
    }

    /// <summary>A line for each campaign; figures that are not known are left empty.</summary>
    public static string Csv(StudyDocument study)
    {
        var text = new StringBuilder("campaign,arm,seed,complete,test_percent,report_validation_percent,search_validation_percent,macs_per_image,parameter_count,steps,retrained_test_percent,seconds,retrained_subnets,kendall_tau,kendall_tau_lower,kendall_tau_upper\n");
        foreach (var it in study.Campaigns)
        {
            var ranks = study.RankFidelity?.BySeed.FirstOrDefault(ranks => ranks.Campaign == it.Name);
            text.AppendJoin(',', it.Name, it.Arm, Whole(it.Seed), it.Complete ? "true" : "false", Number(it.TestPercent), Number(it.ReportValidationPercent), Number(it.SearchValidationPercent),
                it.Complete ? Whole(it.MacsPerImage) : "", it.Complete ? Whole(it.ParameterCount) : "", Whole(it.Steps), Number(it.RetrainedTestPercent), it.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
                ranks is null ? "" : Whole(ranks.Subnets), Number(ranks?.Tau ?? double.NaN), Number(ranks?.Lower ?? double.NaN), Number(ranks?.Upper ?? double.NaN)).Append('\n');
        }
        return text.ToString();
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);
}
