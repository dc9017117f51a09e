using S3Actors.Bench.Running;

namespace S3Actors.Bench.Journal;

/// <summary>Writes the invented campaign into a folder of campaigns, to be looked at with the product's commands.</summary>
internal sealed class InventingServant : IServant
{
    public string Name => "invent";

    /// <param name="arguments">The folder of campaigns.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        var (folder, events) = InventedCampaign.Write(arguments[0]);
        output.WriteLine($"{events} events in {folder.JournalFile}");
    }
}
