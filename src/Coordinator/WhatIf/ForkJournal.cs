using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>Writes a fork's journal: rows of its parent under its own name, and the event that says so.</summary>
internal static class ForkJournal
{
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="streams">How many rows of each stream.</param>
    /// <param name="last">Follows the inherited rows of the stream <c>campaign</c>.</param>
    public static void Write(CampaignFolder parent, CampaignFolder fork, SortedDictionary<string, long> streams, Recorded last)
    {
        var unfinished = fork.JournalFile + ".unfinished";
        File.Delete(unfinished);
        using (var source = JournalFile.Open(parent.JournalFile, SqliteOpenMode.ReadOnly))
        using (var target = JournalFile.Open(unfinished, SqliteOpenMode.ReadWriteCreate))
        {
            using var transaction = target.BeginTransaction();
            foreach (var statement in Schema(source)) Execute(target, transaction, statement);
            Copy(source, target, transaction, parent.Name + "/", fork.Name + "/", streams);
            Append(target, transaction, fork.Name + "/campaign", streams["campaign"], last);
            transaction.Commit();
        }
        File.Move(unfinished, fork.JournalFile);
    }

    private static List<string> Schema(SqliteConnection source)
    {
        using var command = source.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
        using var row = command.ExecuteReader();
        var statements = new List<string>();
        while (row.Read()) statements.Add(row.GetString(0));
        return statements;
    }

    /// <summary>In the order of the parent's journal; their numbers in the whole journal are new, without gaps.</summary>
    private static void Copy(SqliteConnection source, SqliteConnection target, SqliteTransaction transaction, string from, string to, SortedDictionary<string, long> streams)
    {
        using var select = source.CreateCommand();
        select.CommandText = "SELECT * FROM journal WHERE deleted = 0 ORDER BY ordering";
        using var row = select.ExecuteReader();
        var columns = Enumerable.Range(0, row.FieldCount).Where(i => row.GetName(i) != "ordering").ToList();
        var (id, number) = (row.GetOrdinal("persistence_id"), row.GetOrdinal("sequence_number"));
        using var insert = target.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO journal ({string.Join(", ", columns.Select(i => row.GetName(i)))}) VALUES ({string.Join(", ", columns.Select(i => $"$c{i}"))})";
        while (row.Read())
        {
            var stream = row.GetString(id)[from.Length..];
            if (row.GetInt64(number) > streams.GetValueOrDefault(stream)) continue;
            insert.Parameters.Clear();
            foreach (var i in columns) insert.Parameters.AddWithValue($"$c{i}", i == id ? to + stream : row.GetValue(i));
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Adds a row like the one before it, with another number, name and message.</summary>
    private static void Append(SqliteConnection target, SqliteTransaction transaction, string stream, long after, Recorded last)
    {
        using var command = target.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            CREATE TEMPORARY TABLE next AS SELECT * FROM journal WHERE persistence_id = $stream AND sequence_number = $after;
            UPDATE next SET ordering = NULL, sequence_number = $after + 1, manifest = $manifest, message = $message;
            INSERT INTO journal SELECT * FROM next;
            DROP TABLE next;
            """;
        command.Parameters.AddWithValue("$stream", stream);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$manifest", last.Name);
        command.Parameters.AddWithValue("$message", last.Bytes);
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection target, SqliteTransaction transaction, string statement)
    {
        using var command = target.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
