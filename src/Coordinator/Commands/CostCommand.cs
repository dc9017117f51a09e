using System.CommandLine;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>cost ARCHITECTURE [--campaign NAME|FILE]</c>: parameters and multiply-accumulates, without building anything.</summary>
internal static class CostCommand
{
    private sealed record CostDocument(string Architecture, NetworkSkeleton Network, long ParameterCount, long MacsPerImage);

    public static Command Create()
    {
        var given = new Argument<string>("ARCHITECTURE")
        {
            Description = "The architecture, as the program writes it: its text (16:w4n2m2q24/32:...), or a file: best/architecture.json, an exported weights.safetensors, a document under --json that names one.",
        };
        var campaign = new Option<string?>("--campaign")
        {
            Description = "Take the network around the stages from a campaign: its name, or its .conf file.", HelpName = "NAME|FILE",
        };
        var command = new Command("cost", "Count an architecture's parameters and multiply-accumulates.") { given, campaign };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var architecture = ArchitectureInput.Read(parsed.GetValue(given)!);
            var source = SingleLine.Of(parsed.GetValue(given)!);
            var skeleton = parsed.GetValue(campaign) is { } around ? SkeletonOf(invocation, around)
                : architecture.Network ?? throw new BadInputException($"{source}: the network around the stages is not said; take it from a campaign by --campaign NAME or --campaign FILE.conf");
            var cost = architecture.CostIn(skeleton, source);
            invocation.Print(new CostDocument(architecture.Architecture.CanonicalText, skeleton, cost.ParameterCount, cost.MacsPerImage), document =>
                $"parameters   {document.ParameterCount}\nMACs/image   {document.MacsPerImage}  ({document.MacsPerImage / 1e6:0.000} M)\narchitecture {document.Architecture}");
            return ExitCode.Done;
        });
        return command;
    }

    private static NetworkSkeleton SkeletonOf(Invocation invocation, string source)
    {
        if (source.EndsWith(".conf", StringComparison.Ordinal))
            return CampaignConfiguration.Read(source, [], name: null, invocation.RunsFolder, withImages: false).Spec.Network;
        return CampaignHistory.ReadDecisions(invocation.Existing(source)).Created?.Spec.Network ?? throw new BadInputException($"campaign '{source}' has not begun");
    }
}
