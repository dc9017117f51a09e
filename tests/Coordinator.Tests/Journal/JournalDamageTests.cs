using Microsoft.Data.Sqlite;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Journal;

/// <summary>A damaged journal is refused with its row named, and never read as something that did not happen.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class JournalDamageTests : IDisposable
{
    private readonly UninterruptedCampaign _original;
    private readonly CampaignCopy _copy;

    public JournalDamageTests(UninterruptedCampaign original)
    {
        (_original, _copy) = (original, new CampaignCopy(original));
        _copy.FoldLog();
    }

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void A_whole_journal_has_no_fault()
    {
        var scan = JournalScan.Of(_copy.Folder);
        Assert.Equal([], scan.Faults);
        Assert.Equal((TinyCampaign.Rows(_copy.Folder.Path), scan.Rows), (scan.Rows, scan.WholeUpTo));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bits_flipped_anywhere_are_found_or_change_nothing(int seed)
    {
        var (random, whole) = (new Random(seed), File.ReadAllBytes(_copy.Folder.JournalFile));
        for (var trial = 0; trial < 25; trial++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            FoundOrHarmless(damaged, $"seed {seed}, trial {trial}");
        }
    }

    [Fact]
    public void A_bit_flipped_within_an_event_is_found()
    {
        var (random, whole) = (new Random(5), File.ReadAllBytes(_copy.Folder.JournalFile));
        for (var trial = 0; trial < 20; trial++)
        {
            var message = _copy.Message("ledger", random.Next(1, (int)_copy.Number("SELECT max(sequence_number) FROM journal WHERE persistence_id = 'tiny/ledger'") + 1));
            var start = message[..64]; // these lie together; what is longer may continue on another page
            var (damaged, place, bit) = ((byte[])whole.Clone(), random.Next(start.Length), (byte)(1 << random.Next(8)));
            for (var at = 0; whole.AsSpan(at).IndexOf(start) is var next and >= 0; at += next + 1) // pages keep copies of rows that moved
                damaged[at + next + place] ^= bit;
            Assert.True(FoundOrHarmless(damaged, $"trial {trial}"), $"trial {trial}: byte {place}");
            File.WriteAllBytes(_copy.Folder.JournalFile, whole);
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_found()
    {
        var (random, whole) = (new Random(4), File.ReadAllBytes(_copy.Folder.JournalFile));
        for (var trial = 0; trial < 20; trial++) Assert.True(FoundOrHarmless(whole[..random.Next(1, whole.Length)], $"trial {trial}"));
    }

    [Theory]
    [InlineData("ledger", "UPDATE journal SET message = message || x'00' WHERE", "")]
    [InlineData("campaign", "UPDATE journal SET message = 'text' WHERE", "its columns are not of the types they were written with")]
    [InlineData("ledger", "UPDATE journal SET manifest = 'subnet-evaluated-v9' WHERE", "an event named 'subnet-evaluated-v9', which this version does not know")]
    [InlineData("campaign", "UPDATE journal SET deleted = 1 WHERE", "marked as deleted")]
    [InlineData("stage1.depth", "UPDATE journal SET identifier = 4 WHERE", "written by something else")]
    [InlineData("session", "UPDATE journal SET persistence_id = 'other/session' WHERE", "")]
    [InlineData("population-final", "UPDATE journal SET sequence_number = 90 WHERE", "number ")]
    public void The_last_row_of_a_stream_is_guarded_too(string stream, string change, string said)
    {
        var last = _copy.Number($"SELECT max(ordering) FROM journal WHERE persistence_id = 'tiny/{stream}'");
        _copy.Sql($"{change} ordering = {last}");
        var fault = JournalScan.Of(_copy.Folder).Faults[0];
        Assert.Equal(last, fault.Ordering);
        Assert.Contains(said, fault.Problem, StringComparison.Ordinal);
        Assert.StartsWith($"row {last} (", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_which_a_text_was_made_is_one_line_in_every_command()
    {
        _copy.Sql("UPDATE journal SET message = 'text' WHERE persistence_id = 'tiny/campaign' AND sequence_number = 2");
        string[] commands = ["status tiny", "replay tiny", "report tiny", "fork tiny next --at-iteration 2", "backup tiny FILE", "retrain tiny"];
        foreach (var command in commands)
        {
            var (exitCode, output, errors) = Product.Run([.. command.Split(' ').Select(word => word == "FILE" ? Path.Combine(_copy.Runs, "b.db") : word), "--runs", _copy.Runs]);
            Assert.True((exitCode, output) == (1, "") && errors.TrimEnd().Split('\n').Length == 1 && !errors.Contains("Exception", StringComparison.Ordinal), $"{command}: {exitCode} {output}{errors}");
        }
        Assert.Equal(["tiny"], Directory.GetFileSystemEntries(_copy.Runs).Select(Path.GetFileName));
    }

    [Fact]
    public void A_row_in_a_stream_that_is_not_its_own_is_found_even_where_it_is_the_first()
    {
        var first = _copy.Number("SELECT ordering FROM journal WHERE persistence_id = 'tiny/stage1.depth' AND sequence_number = 1");
        _copy.Sql($"UPDATE journal SET persistence_id = 'tiny/stage1.eepth' WHERE ordering = {first}");
        var fault = JournalScan.Of(_copy.Folder).Faults[0];
        Assert.Equal((first, "its content belongs to the stream stage1.depth"), (fault.Ordering, fault.Problem));
    }

    [Fact]
    public void A_changed_last_message_is_found_by_its_digest()
    {
        var (stream, number) = ("supernet-final", _copy.Number("SELECT max(sequence_number) FROM journal WHERE persistence_id = 'tiny/supernet-final'"));
        var message = _copy.Message(stream, number);
        message[^1] ^= 1; // a digit of the checkpoint's digest: it can still be read
        _copy.Sql($"UPDATE journal SET message = x'{Convert.ToHexString(message)}' WHERE persistence_id = 'tiny/{stream}' AND sequence_number = {number}");
        Assert.Contains("its content is not what was written", Assert.Single(JournalScan.Of(_copy.Folder).Faults).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_refused_the_doctor_says_what_can_be_saved_and_what_was_saved_goes_on_to_the_same_end()
    {
        var row = _copy.Number("SELECT ordering FROM journal WHERE persistence_id = 'tiny/ledger' AND sequence_number = 40");
        _copy.Sql($"UPDATE journal SET message = substr(message, 1, 60) WHERE ordering = {row}");
        var (exitCode, output, errors) = Product.Run("run", _original.File, "--runs", _copy.Runs);
        Assert.Equal((1, ""), (exitCode, output));
        var line = Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains($"row {row} (ledger #40): An event 'subnet-evaluated-v1' of the journal is damaged", line, StringComparison.Ordinal);
        Assert.Contains("'s3actors doctor tiny' says what can be saved", line, StringComparison.Ordinal);

        var doctor = Product.Run("doctor", "tiny", "--runs", _copy.Runs);
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains($"BAD  journal    row {row} (ledger #40)", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("'s3actors doctor tiny --save' keeps them", doctor.Output, StringComparison.Ordinal);

        var saved = Product.Run("doctor", "tiny", "--save", "--runs", _copy.Runs);
        Assert.True(saved.ExitCode == 0, saved.Output + saved.Errors);
        Assert.True(File.Exists(JournalRescue.DamagedFile(_copy.Folder)));
        var resumed = Product.Run("run", _original.File, "--runs", _copy.Runs);
        Assert.True(resumed.ExitCode == 0, resumed.Errors);
        Assert.Empty(RunFingerprint.Of(_copy.Folder).DifferencesFrom(RunFingerprint.Of(new CampaignFolder(_original.Folder))));
        Assert.Equal(0, Product.Run("doctor", "tiny", "--runs", _copy.Runs).ExitCode);
    }

    [Fact]
    public void The_doctor_finds_damaged_weights()
    {
        File.AppendAllText(Path.Combine(_copy.Folder.Path, "checkpoints", "final-step24.safetensors"), "x");
        var (exitCode, output, _) = Product.Run("doctor", "tiny", "--runs", _copy.Runs);
        Assert.Equal(1, exitCode);
        Assert.Contains("BAD  weights    final-step24.safetensors: its SHA-256 is", output, StringComparison.Ordinal);
    }

    /// <summary>The property that matters: what is not refused holds the very events of the original, and what can be saved is a beginning of them.</summary>
    private bool FoundOrHarmless(byte[] damaged, string how)
    {
        File.WriteAllBytes(_copy.Folder.JournalFile, damaged);
        var scan = JournalScan.Of(_copy.Folder);
        if (scan.IsWhole)
        {
            Assert.True(_original.Events.SelectMany(it => it.Value).SequenceEqual(TinyCampaign.Events(_copy.Folder.Path).SelectMany(it => it.Value)), how);
            return false;
        }
        if (scan.WholeUpTo == 0) return true;
        try
        {
            JournalRescue.Keep(_copy.Folder, scan);
        }
        catch (SqliteException)
        {
            return true; // refused, with nothing saved
        }
        Assert.True(JournalScan.Of(_copy.Folder).IsWhole, how);
        foreach (var (stream, events) in TinyCampaign.Events(_copy.Folder.Path))
            Assert.True(_original.Events[stream].Take(events.Count).SequenceEqual(events), $"{how}: {stream}");
        return true;
    }
}
