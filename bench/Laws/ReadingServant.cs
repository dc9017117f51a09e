using System.Diagnostics;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Bench.Laws;

/// <summary>Reads a campaign's journal as the commands do, once for each line it is told.</summary>
internal sealed class ReadingServant : IServant
{
    public string Name => "reading-cost";

    /// <param name="arguments"><c>verify</c> or <c>show</c>; the campaign's folder.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        var (verifies, folder) = (arguments[0] == "verify", new CampaignFolder(arguments[1]));
        output.WriteLine("ready");
        while (input.ReadLine() is not null)
        {
            var before = Environment.CpuUsage.TotalTime;
            object read = verifies ? JournalVerification.Of(folder) : CampaignHistory.ReadDecisions(folder);
            output.WriteLine(new JsonObject { ["processor"] = (Environment.CpuUsage.TotalTime - before).TotalSeconds,
                ["peak"] = Process.GetCurrentProcess().PeakWorkingSet64 }.ToJsonString());
            GC.KeepAlive(read);
        }
    }
}
