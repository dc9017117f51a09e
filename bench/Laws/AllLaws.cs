using System.Text.Json.Nodes;
using S3Actors.Bench.Journal;
using S3Actors.Bench.Running;
using S3Actors.Bench.Soak;
using S3Actors.Messages.Campaign;
using static System.FormattableString;

namespace S3Actors.Bench.Laws;

/// <summary>The laws that are measured.</summary>
internal static class AllLaws
{
    /// <summary>Times that the least of is taken: what is measured takes its time of the processor, and other programs can only add to that.</summary>
    private const int Rounds = 3;

    private static readonly int[] Doublings = [1, 2, 4, 8];

    public static IReadOnlyList<Law> All { get; } =
    [
        new("images", "a subnet evaluated", "images", Times(625), images => Evaluate(images, 4, images, Network())),
        new("subnets", "subnets evaluated on 500 images", "subnets", Times(4), subnets => Evaluate(subnets, subnets, 500, Network())),
        new("steps", "sandwich steps, batch 32", "steps", Times(4), steps => Train(steps, steps, Network())),
        new("depth", "4 sandwich steps of one architecture, blocks of 64 to 256 channels", "blocks a stage", Doublings,
            depth => Train(depth, 4, Network(depth: depth))),
        new("depth-evaluated", "2 subnets of one architecture on 500 images", "blocks a stage", Doublings,
            depth => Evaluate(depth, 2, 500, Network(depth: depth))),
        new("width", "4 sandwich steps of one architecture, 2 blocks a stage", "channels of stage 1", Times(16),
            width => Train(width, 4, Network(width: width))),
        new("width-evaluated", "2 subnets of one architecture on 500 images", "channels of stage 1", Times(16),
            width => Evaluate(width, 2, 500, Network(width: width))),
        new("iterations", "a campaign without its arithmetic: actors, decisions, journal", "evaluations, 1770 an iteration", Times(14_000), Campaign),
        new("events", "the actors' recovery", "events", Times(7), iterations => Journal("recovery", iterations)),
        new("events-verified", "audit --verify", "events", Times(7), iterations => Journal("verify", iterations)),
        new("events-shown", "status and audit: what they read", "events", Times(7), iterations => Journal("show", iterations)),
    ];

    private static int[] Times(int least) => [.. Doublings.Select(times => least * times)];

    /// <summary>The quickstart as it is; or, where a depth or a width is given, with one architecture in its space.</summary>
    private static string[] Network(int depth = 0, int width = 0)
    {
        if (depth == 0 && width == 0) return [];
        var (blocks, channels) = (depth == 0 ? 2 : depth, width == 0 ? 64 : width);
        return
        [
            "space.bounds.depth=[1, 64]", "space.bounds.embed_dim=[8, 4096]", "space.bounds.qkv_dim=[8, 4096]", "evolution.maximum_mean_macs=off",
            "constraint.maximum_macs=off",
            .. Enumerable.Range(1, 3).SelectMany(stage => new[]
            {
                Invariant($"space.stage{stage}.depth=[{blocks}]"), Invariant($"space.stage{stage}.embed_dim=[{channels << (stage - 1)}]"),
                Invariant($"space.stage{stage}.qkv_dim=[{channels << (stage - 1)}]"),
                Invariant($"space.stage{stage}.num_heads=[{2 << (stage - 1)}]"), Invariant($"space.stage{stage}.mlp_ratio=[2]"),
                Invariant($"space.stage{stage}.window_size=[{(stage == 3 ? 2 : 4)}]"),
            }),
        ];
    }

    private static Cost Train(int size, int steps, string[] settings) => Cost(size, new NetworkServant(), ["train", Invariant($"{steps}"), .. settings]);

    private static Cost Evaluate(int size, int subnets, int images, string[] settings) =>
        Cost(size, new NetworkServant(), ["evaluate", Invariant($"{subnets}"), Invariant($"{images}"), .. settings]);

    /// <summary>The least time of a few, and the memory of all.</summary>
    private static Cost Cost(double size, IServant servant, IReadOnlyList<string> arguments)
    {
        using var process = ChildProcess.Servant(servant, arguments);
        var answers = Enumerable.Range(0, Rounds).Select(_ => process.Ask("go")).ToList();
        return new Cost(size, answers.Min(it => (double)it["processor"]!), (double)answers[^1]["peak"]!);
    }

    private static Cost Campaign(int evaluations)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            using var process = ChildProcess.Servant(new SoakServant(), [scratch.FullName, Invariant($"{evaluations}"), "1"]);
            var answer = process.Ask("go");
            return new Cost((double)answer["samples"]!.AsArray()[^1]!["evaluations"]!, (double)answer["processor"]!, (double)answer["peak"]!);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static Cost Journal(string part, int iterations)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var (folder, events) = InventedCampaign.Write(Path.Combine(scratch.FullName, "runs"), iterations);
            if (part != "recovery") return Cost(events, new ReadingServant(), [part, folder.Path]);
            JournalBenchmark.Interrupt(folder);
            using var process = ChildProcess.Servant(new RecoveryServant(), [folder.Path]);
            var answers = Enumerable.Range(0, 2 * Rounds).Select(_ => process.Ask("go")).ToList();
            return new Cost((double)answers[0]["rows"]!, answers.Min(it => (double)it["processor"]!), (double)answers[^1]["peak"]!);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
