using Microsoft.Data.Sqlite;
using S3Actors.Coordinator.Journal;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.History;

/// <summary>A copy of the finished campaign that a test may spoil.</summary>
internal sealed class CampaignCopy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CampaignCopy(UninterruptedCampaign original)
    {
        foreach (var file in Directory.EnumerateFiles(original.Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Folder.Path, Path.GetRelativePath(original.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Runs => _folder.Path("runs");

    public CampaignFolder Folder => new(_folder.Path("runs/tiny"));

    public void Dispose() => _folder.Dispose();

    public void Sql(string command)
    {
        using var connection = JournalFile.Open(Folder.JournalFile, SqliteOpenMode.ReadWrite);
        using var it = connection.CreateCommand();
        it.CommandText = command;
        Assert.True(it.ExecuteNonQuery() > 0, command);
    }

    /// <summary>Puts everything into the one file journal.db.</summary>
    public void FoldLog() => JournalFile.Close(Folder.JournalFile);

    public long Number(string query)
    {
        using var connection = JournalFile.Open(Folder.JournalFile, SqliteOpenMode.ReadOnly);
        using var it = connection.CreateCommand();
        it.CommandText = query;
        return (long)it.ExecuteScalar()!;
    }

    public byte[] Message(string stream, long number)
    {
        using var connection = JournalFile.Open(Folder.JournalFile, SqliteOpenMode.ReadOnly);
        using var it = connection.CreateCommand();
        it.CommandText = $"SELECT message FROM journal WHERE persistence_id = 'tiny/{stream}' AND sequence_number = {number}";
        return (byte[])it.ExecuteScalar()!;
    }
}
