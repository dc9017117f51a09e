using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using MessagePack;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Journal;

/// <summary>docs/journal.md says what the program does: its tables are the program's, and its reader reads.</summary>
public class JournalPageTests
{
    private static readonly string Page = Repository.Read("docs/journal.md");

    [Fact]
    public void The_table_of_events_is_the_programs() =>
        Assert.Equal(EventNames.All.Select(row => $"| `{row.Name}` | {Places(row.Type)} |"), Table("events"));

    [Fact]
    public void The_table_of_parts_is_the_programs()
    {
        var parts = Stored().Where(type => !type.IsAssignableTo(typeof(IEvent)) && type != typeof(EventHeader)).OrderBy(type => type.Name, StringComparer.Ordinal);
        Assert.Equal(parts.Select(type => $"| {Snake(type.Name)} | {Places(type)} |"), Table("parts"));
    }

    [Fact]
    public void The_table_of_enumerations_is_the_programs()
    {
        var enumerations = Stored().SelectMany(type => type.GetProperties()).Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).Where(type => type.IsEnum)
            .Distinct().OrderBy(type => type.Name, StringComparer.Ordinal);
        Assert.Equal(
            enumerations.Select(type => $"| {Snake(type.Name)} | {string.Join(", ", Enum.GetNames(type).Select(name => $"{Convert.ToInt32(Enum.Parse(type, name), CultureInfo.InvariantCulture)} {Snake(name)}"))} |"),
            Table("enumerations"));
    }

    [Fact]
    public async Task The_reader_of_the_page_reads_a_campaigns_journal()
    {
        using var host = new CampaignHost();
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        var start = Page.IndexOf("```python", StringComparison.Ordinal) + "```python\n".Length;
        var script = Path.Combine(host.Folder, "reader.py");
        await File.WriteAllTextAsync(script, Page[start..Page.IndexOf("```", start, StringComparison.Ordinal)]);
        Assert.True((await File.ReadAllLinesAsync(script)).Length <= 15);

        var read = await Python(script, host.Execution.JournalFile);
        Assert.Equal(
            host.Rows().Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Stream} {row.SequenceNumber} {row.Manifest}")),
            read.Select(line => string.Join(' ', line.Split(' ').Take(3))));
        Assert.Contains(read, line => line == "demo/supernet-final 5 epoch-finished-v1 ['final', 1, 12]");

        host.Sql("UPDATE journal SET message = replace(message, x'66696E616C', x'66696E616D') WHERE persistence_id = 'demo/supernet-final' AND sequence_number = 5");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Python(script, host.Execution.JournalFile));
    }

    private static async Task<string[]> Python(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException(await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Events, and whatever stands in them: messages between processes have the same form and are never stored.</summary>
    private static HashSet<Type> Stored()
    {
        HashSet<Type> stored = [];
        var open = new Queue<Type>(EventNames.All.Select(row => row.Type));
        while (open.TryDequeue(out var type))
        {
            foreach (var part in type.GetGenericArguments()) open.Enqueue(part);
            if (type.GetCustomAttribute<MessagePackObjectAttribute>() is null || !stored.Add(type)) continue;
            foreach (var property in type.GetProperties()) open.Enqueue(property.PropertyType);
        }
        return stored;
    }

    private static string Places(Type type) => string.Join(", ", type.GetProperties()
        .Select(property => (property.Name, Key: property.GetCustomAttribute<KeyAttribute>()?.IntKey)).Where(it => it.Key is not null)
        .OrderBy(it => it.Key).Select(it => Snake(it.Name)));

    /// <summary>The rows of the table that follows a mark in the page.</summary>
    private static IEnumerable<string> Table(string mark) => Page[Page.IndexOf($"<!-- {mark}:", StringComparison.Ordinal)..].Split('\n')
        .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|'));

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
