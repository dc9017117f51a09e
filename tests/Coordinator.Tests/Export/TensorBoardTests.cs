using System.Diagnostics;
using System.Text.Json;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Export;

/// <summary>Event files as a program that knows only their format reads them.</summary>
[Collection(WatchingCollection.Name)]
public sealed class TensorBoardTests(UninterruptedCampaign campaign) : IDisposable
{
    /// <summary>Reads records (length, its CRC, bytes, their CRC) and from each the fields of Event, Summary and Value by their numbers.</summary>
    private const string Reader = """
        import glob, json, os, struct, sys
        def fields(data):
            at = 0
            def varint():
                nonlocal at
                value = shift = 0
                while True:
                    byte = data[at]; at += 1
                    value |= (byte & 127) << shift; shift += 7
                    if byte < 128: return value
            while at < len(data):
                key = varint()
                kind = key & 7
                if kind == 0: yield key >> 3, varint()
                elif kind == 1: at += 8; yield key >> 3, data[at - 8:at]
                elif kind == 5: at += 4; yield key >> 3, data[at - 4:at]
                else:
                    length = varint(); at += length
                    yield key >> 3, data[at - length:at]
        def crc(data):
            value = 0xffffffff
            for byte in data:
                value ^= byte
                for _ in range(8): value = value >> 1 ^ (0x82f63b78 if value & 1 else 0)
            value ^= 0xffffffff
            return ((value >> 15 | value << 17) + 0xa282ead8) & 0xffffffff
        found = []
        for path in glob.glob(os.path.join(sys.argv[1], "*", "*")):
            data, at = open(path, "rb").read(), 0
            while at < len(data):
                length, check = struct.unpack_from("<QI", data, at)
                event = data[at + 12:at + 12 + length]
                assert crc(data[at:at + 8]) == check and crc(event) == struct.unpack_from("<I", data, at + 12 + length)[0], path
                at += 16 + length
                step = dict(fields(event)).get(2, 0)
                for number, summary in fields(event):
                    if number != 5: continue
                    for _, value in fields(summary):
                        parts = dict(fields(value))
                        found.append([os.path.basename(os.path.dirname(path)), parts[1].decode(), step, struct.unpack("<f", parts[2])[0] if 2 in parts else None])
        print(json.dumps(found))
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_interval_iteration_and_generation_stands_there_once_however_often_they_are_written()
    {
        var to = _folder.Path("events");
        for (var time = 0; time < 2; time++) Assert.Equal(0, Product.Run("export", "tiny", "--tensorboard", "--to", to, "--runs", campaign.Runs).ExitCode);
        Assert.Equal([to], Directory.EnumerateFileSystemEntries(_folder.Path(".")).Select(Path.GetFullPath));
        var found = Read(to).Select(it => (Run: it[0].GetString(), Tag: it[1].GetString(), Step: it[2].GetInt32(), Value: it[3].ValueKind == JsonValueKind.Null ? (float?)null : it[3].GetSingle())).ToList();
        Assert.Equal(found.Count, found.Select(it => (it.Run, it.Tag, it.Step)).Distinct().Count());
        var history = CampaignHistory.Read(new CampaignFolder(campaign.Folder));
        var losses = history.Supernets.SelectMany(it => it.Value.Intervals.Select(interval => ((string?)it.Key, interval.ToStep, (float?)interval.LargestLoss))).ToHashSet();
        Assert.Equal(losses, found.Where(it => it.Tag == "loss/largest").Select(it => (it.Run, it.Step, it.Value)).ToHashSet());
        Assert.Equal(2, found.Count(it => it is { Run: "campaign", Tag: "subnets/error", Value: null }));
        Assert.Equal(history.Search("final")!.Generations.Select(it => ((float?)it.Parents[0].Error.Percent, it.Generation)), found.Where(it => it is { Run: "search-final" }).OrderBy(it => it.Step).Select(it => (it.Value, it.Step)));
    }

    private List<JsonElement> Read(string folder)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Reader, folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, errors.Result);
        return [.. JsonDocument.Parse(output.Result).RootElement.EnumerateArray()];
    }
}
