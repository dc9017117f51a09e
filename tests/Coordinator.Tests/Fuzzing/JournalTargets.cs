using MessagePack;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Coordinator.Fuzzing;

/// <summary>Rows of a journal: real ones, also without the digest that would refuse every change of their content.</summary>
internal sealed class JournalTargets : IDisposable
{
    private const byte ArrayOfTwo = 0x92;
    private readonly TemporaryFolder _folder = new();
    private readonly List<(string Name, byte[] Message)> _rows = [];

    public JournalTargets()
    {
        var file = _folder.Path("journal.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "journals", "v1", "frozen", "journal.db"), file);
        using var connection = JournalFile.Open(file, SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT manifest, message FROM journal GROUP BY manifest ORDER BY manifest";
        using var row = command.ExecuteReader();
        while (row.Read()) _rows.Add((row.GetString(0), (byte[])row.GetValue(1)));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Whole rows under every name: a row's number among the seeds stands in front of it.</summary>
    public FuzzTarget Event()
    {
        List<byte[]> seeds = [];
        for (var i = 0; i < _rows.Count; i++)
        {
            seeds.Add([(byte)i, .. _rows[i].Message]);
            seeds.Add([(byte)i, .. Undigested(ContentOf(_rows[i].Message))]);
        }
        return new(seeds, [], bytes => bytes.Length > 0 && Decoded(_rows[bytes[0] % _rows.Count].Name, bytes[1..]));
    }

    /// <summary>The content of the first event, which is a specification and little else.</summary>
    public FuzzTarget Specification()
    {
        var name = EventNames.NameOf(typeof(CampaignCreated));
        return new([ContentOf(_rows.Single(row => row.Name == name).Message)], [], bytes => Decoded(name, Undigested(bytes)));
    }

    private static bool Decoded(string name, byte[] message)
    {
        try
        {
            var (header, content) = EventCodec.Decode(name, message);
            EventCodec.Encode(header, content); // what was read can be written
            return true;
        }
        catch (JournalException)
        {
            return false;
        }
    }

    private static byte[] ContentOf(byte[] message)
    {
        MessagePackSerializer.Deserialize<EventHeader>(message.AsMemory(1), out var length);
        return message[(1 + length)..];
    }

    private static byte[] Undigested(byte[] content) => [ArrayOfTwo, .. MessagePackSerializer.Serialize(new EventHeader(1, "1", [])), .. content];
}
