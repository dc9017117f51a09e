using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parquet.Serialization;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Training;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Export;

/// <summary>One subnet on one set of images under one supernet's weights. Names of columns are those of the file.</summary>
/// <param name="EventNumber">Its row in the journal.</param>
/// <param name="TimeUtc">When it was evaluated.</param>
/// <param name="Request">What it was evaluated for first: <c>iteration-2</c>, <c>final/generation-3</c>.</param>
/// <param name="Supernet">Whose weights it inherited; empty where the journal does not say.</param>
/// <param name="CheckpointSha256">Digest of the weights' file.</param>
/// <param name="Split"><c>search-validation</c>, <c>report-validation</c> or <c>test</c>.</param>
/// <param name="Images">Images it was evaluated on.</param>
/// <param name="Architecture">Its canonical text.</param>
/// <param name="ArchitectureSha256">SHA-256 of that text.</param>
/// <param name="Incorrect">Images with a wrong answer.</param>
/// <param name="Error">Their fraction, in [0, 1].</param>
/// <param name="Loss">Mean cross-entropy, nats.</param>
public sealed record EvaluationRow(
    long EventNumber, DateTime TimeUtc, string Request, string Supernet, string CheckpointSha256, string Split, int Images,
    string Architecture, string ArchitectureSha256, long MacsPerImage, long Parameters, int Incorrect, double Error, double Loss);

/// <summary>Every evaluation of a campaign as a table for other programs: a benchmark of the space.</summary>
public static class EvaluationTable
{
    /// <summary>The forms it can be written in.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["csv", "parquet"];

    /// <summary>Writes it, whole or not at all.</summary>
    /// <returns>Its rows.</returns>
    public static int Write(CampaignFolder folder, string form, string file)
    {
        var rows = Read(folder);
        DurableFile.Write(file, stream =>
        {
            if (form == "csv") stream.Write(Encoding.UTF8.GetBytes(Csv(rows)));
            else ParquetSerializer.SerializeAsync(rows, stream).GetAwaiter().GetResult();
        });
        return rows.Count;
    }

    private static List<EvaluationRow> Read(CampaignFolder folder)
    {
        var rows = new List<(long Ordering, DateTimeOffset Time, string Request, SubnetEvaluated Event)>();
        var request = "";
        var history = CampaignHistory.Read(folder, row =>
        {
            if (row.Event is EvaluationsRequested asked) request = asked.Request;
            if (row.Event is SubnetEvaluated subnet) rows.Add((row.Ordering, row.Time, request, subnet));
        });
        if (rows.Count == 0) throw new BadInputException($"campaign '{folder.Name}' has evaluated nothing so far");
        var supernets = history.Supernets.Values.Where(it => it.Finished is not null).GroupBy(it => it.Finished!.CheckpointSha256)
            .ToDictionary(it => it.Key, it => it.First().Started.Supernet);
        var costs = new Dictionary<Architecture, (string Text, string Digest, long Macs, long Parameters)>();
        return [.. rows.Select(it => RowOf(it.Ordering, it.Time, it.Request, it.Event))];

        EvaluationRow RowOf(long ordering, DateTimeOffset time, string asked, SubnetEvaluated it)
        {
            if (!costs.TryGetValue(it.Result.Architecture, out var known))
            {
                var (text, cost) = (it.Result.Architecture.CanonicalText, ArchitectureCost.Of(history.Spec.Network, it.Result.Architecture));
                costs[it.Result.Architecture] = known = (text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), cost.MacsPerImage,
                    cost.ParameterCount);
            }
            return new EvaluationRow(
                ordering, time.UtcDateTime, asked, supernets.GetValueOrDefault(it.Checkpoint, ""), it.Checkpoint, it.Set.Split.Word(), it.Set.Images,
                known.Text, known.Digest, known.Macs, known.Parameters, it.Result.Error.Incorrect, it.Result.Error.Fraction, it.Result.MeanLoss);
        }
    }

    private static string Csv(IEnumerable<EvaluationRow> rows)
    {
        var text = new StringBuilder("event_number,time_utc,request,supernet,checkpoint_sha256,split,images,architecture,architecture_sha256,macs_per_image,parameters,incorrect,error,loss\n");
        foreach (var it in rows)
            text.Append(CultureInfo.InvariantCulture, $"{it.EventNumber},{it.TimeUtc:yyyy-MM-ddTHH:mm:ss.ffffffZ},{it.Request},{it.Supernet},{it.CheckpointSha256},{it.Split},{it.Images},\"{it.Architecture}\",{it.ArchitectureSha256},")
                .Append(CultureInfo.InvariantCulture, $"{it.MacsPerImage},{it.Parameters},{it.Incorrect},{it.Error:R},{it.Loss:R}\n");
        return text.ToString();
    }
}
