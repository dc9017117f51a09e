using System.Globalization;
using Parquet.Serialization;
using S3Actors.Coordinator.Export;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Export;

/// <summary>Every subnet that was evaluated, as tables for other programs.</summary>
[Collection(WatchingCollection.Name)]
public sealed class EvaluationTableTests(UninterruptedCampaign campaign) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_forms_hold_every_row_of_the_ledger()
    {
        foreach (var form in EvaluationTable.Forms)
            Assert.Equal(0, Product.Run("export", "tiny", "--evaluations", form, "--to", _folder.Path("table"), "--runs", campaign.Runs).ExitCode);
        using var journal = new JournalReader(new CampaignFolder(campaign.Folder));
        var ledger = journal.All().Where(row => row.Event is SubnetEvaluated).Select(row => (row.Ordering, (SubnetEvaluated)row.Event)).ToList();
        IList<Row> rows;
        await using (var file = File.OpenRead(_folder.Path("table/evaluations.parquet"))) rows = (await ParquetSerializer.DeserializeAsync<Row>(file)).Data;
        var lines = File.ReadAllLines(_folder.Path("table/evaluations.csv"));
        Assert.Equal((ledger.Count, ledger.Count + 1), (rows.Count, lines.Length));
        foreach (var (((ordering, e), row), line) in Enumerable.Zip(Enumerable.Zip(ledger, rows), lines.Skip(1)))
        {
            Assert.Equal((ordering, e.Result.Architecture.CanonicalText, e.Result.Error.Incorrect, e.Result.MeanLoss), (row.EventNumber, row.Architecture, row.Incorrect, row.Loss));
            var cells = line.Split('"');
            Assert.Equal(e.Result.Architecture.CanonicalText, cells[1]);
            Assert.StartsWith(ordering.ToString(CultureInfo.InvariantCulture) + ",", cells[0], StringComparison.Ordinal);
            Assert.EndsWith(e.Result.MeanLoss.ToString("R", CultureInfo.InvariantCulture), cells[2], StringComparison.Ordinal);
        }
        Assert.Equal(["iteration-1", "iteration-2", "final"], rows.Select(it => it.Supernet).Distinct());
        Assert.Contains(rows, it => it is { Request: "final/winner-test", Split: "test", Images: 500, MacsPerImage: > 0, Parameters: > 0 });
    }

    /// <summary>What another program makes of the columns it wants.</summary>
    private sealed class Row
    {
        public long EventNumber { get; set; }
        public string Request { get; set; } = "";
        public string Supernet { get; set; } = "";
        public string Split { get; set; } = "";
        public int Images { get; set; }
        public string Architecture { get; set; } = "";
        public long MacsPerImage { get; set; }
        public long Parameters { get; set; }
        public int Incorrect { get; set; }
        public double Loss { get; set; }
    }

    [Fact]
    public void Another_form_is_refused()
    {
        var (exitCode, _, errors) = Product.Run("export", "tiny", "--evaluations", "xlsx", "--runs", campaign.Runs);
        Assert.Equal(2, exitCode);
        Assert.Contains("xlsx", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
