using S3Actors.Actors.Journal;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.History;

/// <summary>A journal that nobody touched agrees with itself; a row that was edited, removed or added is found and named.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class VerificationTests(UninterruptedCampaign campaign) : IDisposable
{
    private readonly CampaignCopy _copy = new(campaign);

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void A_campaign_agrees_with_its_inputs()
    {
        var it = JournalVerification.Of(_copy.Folder);
        Assert.Equal([], it.Findings);
        Assert.Equal(TinyCampaign.Rows(_copy.Folder.Path), it.Rows);
        // All but the means of training intervals and the epochs, which have no inputs in the journal, or are checked with their checkpoint.
        var unchecked_ = campaign.Events.Values.SelectMany(rows => rows).Count(row => row.StartsWith("training-interval", StringComparison.Ordinal) || row.StartsWith("epoch", StringComparison.Ordinal));
        Assert.Equal(it.Rows - unchecked_, it.Recomputed);
        Assert.Equal(4, it.Files); // three supernets and the winner
    }

    /// <summary>A journal of a version that knew fewer keys: its specification's digest is that of the bytes it wrote.</summary>
    [Fact]
    public void A_specification_with_fewer_keys_than_are_known_now()
    {
        var (header, content) = EventCodec.Decode("campaign-created-v1", _copy.Message("campaign", 1));
        var created = (CampaignCreated)content;
        var spec = MessagePack.MessagePackSerializer.Serialize(created.Spec);
        var training = MessagePack.MessagePackSerializer.Serialize(created.Spec.Training);
        Assert.Equal([0xDC, 0, 23], training[..3]); // twenty-three places, of which the last seven take a byte each
        byte[] older = [0xDC, 0, 16, .. training[3..^7]];
        var olderSpec = Replace(spec, training, older);
        var rest = MessagePack.MessagePackSerializer.Serialize(created with { SpecDigest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(olderSpec)) });
        byte[] message = [0x92, .. MessagePack.MessagePackSerializer.Serialize(header with { ContentDigest = null }), .. Replace(rest, training, older)];
        Write("campaign", 1, message);
        Chain("campaign");
        Assert.Equal([], Findings());
    }

    [Fact]
    public void The_command_says_so_by_its_exit_code()
    {
        var sound = Product.Run("audit", "tiny", "--verify", "--runs", _copy.Runs);
        Assert.Equal((0, ""), (sound.ExitCode, sound.Errors));
        Assert.Contains("everything agrees", sound.Output, StringComparison.Ordinal);
        _copy.Sql("DELETE FROM journal WHERE persistence_id = 'tiny/ledger' AND sequence_number = 3");
        var spoilt = Product.Run("audit", "tiny", "--verify", "--runs", _copy.Runs);
        Assert.Equal(1, spoilt.ExitCode);
        Assert.Contains("ledger #3: the row is missing", spoilt.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ledger", 5)]
    [InlineData("campaign", 3)]
    [InlineData("supernet-final", 2)]
    [InlineData("stage1.depth", 1)]
    [InlineData("population-final", 2)]
    public void An_edited_row_is_reported(string stream, long number)
    {
        var message = _copy.Message(stream, number);
        message[^1] ^= 1;
        Write(stream, number, message);
        Assert.Contains(Findings(), it => it.Stream == stream && it.SequenceNumber == number);
    }

    [Theory]
    [InlineData("ledger", 5)]
    [InlineData("campaign", 2)]
    [InlineData("stage1.embed_dim", 2)]
    public void A_removed_row_is_reported_as_missing(string stream, long number)
    {
        _copy.Sql($"DELETE FROM journal WHERE persistence_id = 'tiny/{stream}' AND sequence_number = {number}");
        Assert.Contains(new Finding(stream, number, "the row is missing"), Findings());
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("campaign")]
    [InlineData("stage2.qkv_dim")]
    [InlineData("session")]
    public void A_removed_end_of_a_stream(string stream)
    {
        _copy.Sql($"DELETE FROM journal WHERE persistence_id = 'tiny/{stream}' AND sequence_number = (SELECT max(sequence_number) FROM journal WHERE persistence_id = 'tiny/{stream}')");
        Assert.NotEmpty(Findings());
    }

    [Fact]
    public void A_removed_row_whose_followers_were_renumbered()
    {
        _copy.Sql("DELETE FROM journal WHERE persistence_id = 'tiny/ledger' AND sequence_number = 5");
        _copy.Sql("UPDATE journal SET sequence_number = -sequence_number + 1 WHERE persistence_id = 'tiny/ledger' AND sequence_number > 5");
        _copy.Sql("UPDATE journal SET sequence_number = -sequence_number WHERE sequence_number < 0");
        Assert.Contains(Findings(), it => it is { Stream: "ledger", SequenceNumber: 4 } && it.Problem.Contains("removed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_added_row_is_reported_whatever_its_digest(bool withTheRightDigest)
    {
        var (header, content) = EventCodec.Decode("subnet-evaluated-v1", _copy.Message("ledger", 6));
        var before = Recorded.Read("subnet-evaluated-v1", _copy.Message("ledger", 5));
        var evaluated = (SubnetEvaluated)content;
        var forged = EventCodec.Encode(
            header with { PreviousDigest = withTheRightDigest ? before.Digest : header.PreviousDigest },
            evaluated with { Checkpoint = new string('0', 64) });
        _copy.Sql("UPDATE journal SET sequence_number = -sequence_number - 1 WHERE persistence_id = 'tiny/ledger' AND sequence_number > 5");
        _copy.Sql("UPDATE journal SET sequence_number = -sequence_number WHERE sequence_number < 0");
        _copy.Sql($"INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, 0, 'tiny/ledger', 6, x'{Convert.ToHexString(forged)}', 'subnet-evaluated-v1', 5301)");
        Assert.Contains(Findings(), it => it is { Stream: "ledger", SequenceNumber: 6 } && it.Problem.Contains("added", StringComparison.Ordinal));
    }

    /// <summary>Whoever changes a decision and all digests behind it still cannot make it follow from its inputs.</summary>
    [Fact]
    public void A_forged_decision_whose_chain_was_mended()
    {
        Forge("stage1.embed_dim", content => content is MoveProposed it ? it with { Steps = it.Steps + 1 } : content);
        Assert.Contains(Findings(), it => it.Stream == "stage1.embed_dim" && it.Problem.Contains("steps: ", StringComparison.Ordinal) && it.Problem.Contains("recomputed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_forged_measurement_whose_chain_was_mended()
    {
        Forge("ledger", content => content is SubnetEvaluated it ? it with { Result = it.Result with { Error = it.Result.Error with { Incorrect = it.Result.Error.Incorrect - 1 } } } : content);
        Assert.Contains(Findings(), it => it.Stream.StartsWith("stage", StringComparison.Ordinal));
        Assert.Contains(Findings(), it => it.Stream == "population-final");
    }

    [Fact]
    public void A_changed_or_missing_file()
    {
        var folder = Path.Combine(_copy.Folder.Path, "checkpoints");
        using (var file = File.Open(Path.Combine(folder, "final-step24.safetensors"), FileMode.Open))
        {
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte(77);
        }
        File.Delete(Path.Combine(folder, "iteration-2-step24.safetensors"));
        File.AppendAllText(_copy.Folder.BestArchitectureFile, "{}");
        Assert.Equal(["files", "supernet-final", "supernet-iteration-2"], Findings().Select(it => it.Stream).Order(StringComparer.Ordinal));
    }

    private static byte[] Replace(byte[] bytes, byte[] part, byte[] by)
    {
        var at = bytes.AsSpan().IndexOf(part);
        Assert.True(at >= 0);
        return [.. bytes[..at], .. by, .. bytes[(at + part.Length)..]];
    }

    /// <summary>Makes the digests behind a stream's first row fit again.</summary>
    private void Chain(string stream)
    {
        using var journal = new S3Actors.Coordinator.Journal.JournalReader(_copy.Folder);
        var digest = System.Security.Cryptography.SHA256.HashData(_copy.Message(stream, 1));
        foreach (var row in journal.Stream(stream).Skip(1).ToList())
        {
            var mended = Recorded.Of(row.Header with { PreviousDigest = digest }, row.Event);
            digest = mended.Digest;
            Write(stream, row.SequenceNumber, mended.Bytes);
        }
    }

    private IReadOnlyList<Finding> Findings() => JournalVerification.Of(_copy.Folder).Findings;

    private void Write(string stream, long number, byte[] message) =>
        _copy.Sql($"UPDATE journal SET message = x'{Convert.ToHexString(message)}' WHERE persistence_id = 'tiny/{stream}' AND sequence_number = {number}");

    /// <summary>Changes a stream's last changeable row and makes the digests behind it fit again.</summary>
    private void Forge(string stream, Func<IEvent, IEvent> change)
    {
        using var journal = new S3Actors.Coordinator.Journal.JournalReader(_copy.Folder);
        var digest = Array.Empty<byte>();
        foreach (var row in journal.Stream(stream).ToList())
        {
            var forged = Recorded.Of(row.Header with { PreviousDigest = digest }, change(row.Event));
            digest = forged.Digest;
            Write(stream, row.SequenceNumber, forged.Bytes);
        }
    }
}
