using System.Diagnostics;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A whole campaign on real images, as small as one can be, and what its journal says.</summary>
internal static class TinyCampaign
{
    /// <summary>Its images: the first of Fashion-MNIST.</summary>
    public static string Data { get; } =
        $"data {{ folder = \"{FewImages.Folder}\", training_images = 2000, search_validation_images = 400, report_validation_images = 200 }}";

    public static string Text { get; } = $$"""
        s3actors {
          campaign.name = "tiny"
          {{Data}}
          network { patch_size = 8 }
          space {
            gamma { embed_dim = 8, qkv_dim = 8, window_size = 1 }
            bounds { embed_dim = [8, 32], qkv_dim = [8, 32], depth = [1, 2], num_heads = [1, 2], window_size = [1, 4] }
            stage1 { depth = [1, 2], embed_dim = [8, 16], window_size = [2, 4], num_heads = [1, 2], mlp_ratio = [1, 2], qkv_dim = [8, 16] }
            stage2 { depth = [1], embed_dim = [8, 16], window_size = [2], num_heads = [1, 2], mlp_ratio = [1], qkv_dim = [8, 16] }
          }
          training { steps = 24, final_steps = 24, batch_size = 8, checkpoint_every_steps = 6 }
          measurement { subnets = 4, top_k = 2, images = 100, batch_size = 50 }
          evolution { iterations = 2, rule = "linear-floor", tau = 1, max_steps = 1 }
          search { population = 4, generations = 3, parents = 2, crossovers = 2, mutations = 2, images = 100 }
          execution { evaluators = 2, training_threads = 2, slice_steps = 2 }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Every stream but the sessions', each as its events in order, without their headers.</summary>
    public static SortedDictionary<string, List<string>> Events(string campaignFolder)
    {
        using var journal = new JournalReader(new CampaignFolder(campaignFolder));
        var streams = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var headless = new EventHeader(0, "", []);
        foreach (var row in journal.All().Where(row => row.Stream != "session"))
        {
            if (!streams.TryGetValue(row.Stream, out var events)) streams[row.Stream] = events = [];
            events.Add($"{EventNames.NameOf(row.Event.GetType())} {Convert.ToHexString(EventCodec.Encode(headless, row.Event))}");
        }
        return streams;
    }

    /// <summary>Waits until the journal has so many rows, or the process has ended.</summary>
    /// <returns>False where it ended before.</returns>
    public static bool WaitForRows(string campaignFolder, long rows, Product product)
    {
        var clock = Stopwatch.StartNew();
        while (Rows(campaignFolder) < rows)
        {
            if (product.HasEnded) return false;
            Assert.True(clock.Elapsed < Patience, $"the journal has {Rows(campaignFolder)} rows, not {rows}: {product.Output}{product.Errors}");
            Thread.Sleep(5);
        }
        return true;
    }

    /// <summary>Rows of the journal; 0 while there is none.</summary>
    public static long Rows(string campaignFolder)
    {
        try
        {
            using var connection = JournalFile.Open(Path.Combine(campaignFolder, "journal.db"), SqliteOpenMode.ReadOnly);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM journal";
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException)
        {
            return 0; // not yet created
        }
    }
}
