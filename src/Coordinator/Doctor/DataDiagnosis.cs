using System.Diagnostics;
using System.Text;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Settings;
using S3Actors.Models.Data;
using S3Actors.Models.Data.Checking;
using static System.FormattableString;

namespace S3Actors.Coordinator.Doctor;

/// <summary>What was found of a campaign's images.</summary>
/// <param name="Images">Images that were decoded.</param>
/// <param name="Classes">Names of the classes in the order of their numbers; null where they have none, or the images could not be opened.</param>
/// <param name="Bad">Files that cannot be used, all of them.</param>
/// <param name="LeftOut">What of the folders is no image, a line each.</param>
/// <param name="InTwoSplits">Pictures that lie in two splits, all of them: no error.</param>
public sealed record DataDocument(
    int Images, IReadOnlyList<string>? Classes, IReadOnlyList<ImageProblem> Bad, IReadOnlyList<string> LeftOut, IReadOnlyList<SharedPicture> InTwoSplits)
{
    /// <summary>As people read it.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var note in LeftOut) text.Append(Invariant($"note  {note}\n"));
        foreach (var pair in InTwoSplits) text.Append(Invariant($"note  the same picture lies in two splits: {pair}\n"));
        foreach (var bad in Bad) text.Append(Invariant($"BAD   {bad.File}: {bad.Problem}\n"));
        return text.Append(Bad.Count == 0 ? Invariant($"ok    {Images} images, all decoded") : Invariant($"BAD   {Bad.Count} of {Images} images cannot be used")).ToString();
    }
}

/// <summary><c>doctor --data CAMPAIGN.conf</c>: decodes every image of a campaign.</summary>
public static class DataDiagnosis
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Decodes them on all cores.</summary>
    /// <param name="progress">Told in a line how far it is.</param>
    /// <param name="interval">Between two such lines, at least; null for two seconds.</param>
    /// <exception cref="ConfigurationException">The images do not fit the specification.</exception>
    public static DataDocument Of(CampaignConfiguration configuration, Action<string> progress, TimeSpan? interval = null)
    {
        CampaignImages images;
        try
        {
            images = CampaignImages.Open(configuration);
        }
        catch (DataFileException bad)
        {
            return new DataDocument(0, null, [new ImageProblem(bad.File, bad.Problem)], [], []);
        }
        var checks = new ImageChecks(images.Splits, configuration.Spec);
        var (count, clock, said) = (checks.Count, Stopwatch.StartNew(), 0L);
        var bads = checks.Full(done =>
        {
            var next = clock.ElapsedTicks;
            var last = Interlocked.Read(ref said);
            if (next - last > (interval ?? Interval).TotalSeconds * Stopwatch.Frequency && Interlocked.CompareExchange(ref said, next, last) == last)
                progress(Invariant($"{done} of {count} images decoded"));
        });
        return new DataDocument(count, images.Classes, bads, images.LeftOut, InTwoSplits(images));
    }

    /// <summary>Empty where a file cannot be read: then that is what is wrong.</summary>
    private static IReadOnlyList<SharedPicture> InTwoSplits(CampaignImages images)
    {
        try
        {
            return SharedPictures.Of(images.Splits).Pairs;
        }
        catch (DataFileException)
        {
            return [];
        }
    }
}
