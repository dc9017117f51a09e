using System.Diagnostics;
using S3Actors.Coordinator.Export;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Coordinator.Export;

/// <summary>What is exported is the winner, for programs that know nothing of this one.</summary>
public sealed class ExportTests(PublishedSetCampaign campaign) : IClassFixture<PublishedSetCampaign>
{
    private const double Tolerance = 1e-4;

    private const string Script = """
        import sys, torch
        sys.path.insert(0, sys.argv[1])
        from load import load
        images = torch.frombuffer(bytearray(open(sys.argv[2], "rb").read()), dtype=torch.float32).reshape([int(n) for n in sys.argv[4:]])
        with torch.no_grad():
            open(sys.argv[3], "wb").write(load(sys.argv[1])(images).contiguous().numpy().tobytes())
        """;

    [Fact]
    public void The_exported_winner_scores_images_in_PyTorch_as_it_does_here()
    {
        using var copy = new CampaignCopy(campaign);
        var export = Product.Json("export", "tiny", "--runs", copy.Runs);
        Assert.Equal("inherited", export.GetProperty("weights").GetString());
        var best = Path.Combine(copy.Folder.Path, "best");
        Assert.Equal(["README.md", "architecture.json", "labels.txt", "load.py", "weights.safetensors"], Directory.GetFiles(best).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in export.GetProperty("files").EnumerateObject()) Assert.Equal(file.Value.GetString(), DurableFile.Digest(Path.Combine(best, file.Name)));
        Assert.True(File.ReadAllLines(Path.Combine(best, "load.py")).Length <= 40);

        var recorded = CampaignHistory.Read(copy.Folder);
        var (winner, trained) = (recorded.Selected("final")!.Best.Architecture, recorded.Trained("final")!);
        using var scope = NewDisposeScope();
        using var supernet = new Supernet(recorded.Spec.Network, recorded.FinalSupernet!.Space);
        CheckpointFile.Load(Path.Combine(copy.Folder.Path, "checkpoints", trained.CheckpointFile), trained.CheckpointSha256, supernet.Weights, null);
        using var folder = new TemporaryFolder();
        var images = ImageTensors.Create(TestImages(folder), 0, 64, recorded.Spec.Network, recorded.Spec.Data, CPU).Images;
        AssertAgree(supernet.Forward(images, winner), PyTorch(best, images));
    }

    [Fact]
    public void Padding_shifts_and_odd_widths_agree_too()
    {
        var skeleton = new NetworkSkeleton(24, 2, 2, 5);
        var subject = new Architecture([
            new StageArchitecture(8, [new(5, 2, 2, 8), new(5, 3, 1.5, 10), new(4, 1, 0.5, 7)]),
            new StageArchitecture(12, [new(4, 2, 2, 12), new(4, 1, 1, 6), new(6, 2, 1.5, 7)]),
            new StageArchitecture(16, [new(3, 4, 1, 16), new(2, 2, 2, 16)]),
        ]);
        using var copy = new CampaignCopy(campaign);
        using var scope = NewDisposeScope();
        using var supernet = new Supernet(skeleton, EnclosingSpace.Of(subject));
        supernet.Initialise(Initialisation.FanIn, seed: 5, supernetIndex: 1);
        supernet.Weights.Plain.add_(Waves(supernet.Layout.PlainCount, 0.3));
        using var optimizer = new FlatAdamW(supernet.Weights, CampaignHistory.Read(copy.Folder).Spec.Training);
        var checkpoint = CheckpointFile.Save(Path.Combine(copy.Runs, "awkward"), new CheckpointHeader("tiny", "awkward", 0, ""), supernet.Weights, optimizer);

        Assert.Equal(0, Product.Run("export", "tiny", "--runs", copy.Runs).ExitCode); // for its loader
        var best = Path.Combine(copy.Folder.Path, "best");
        SubnetFile.Write(Path.Combine(best, "weights.safetensors"), skeleton, EnclosingSpace.Of(subject), checkpoint.Path, checkpoint.Sha256, subject, new Dictionary<string, string>());
        File.WriteAllText(Path.Combine(best, "architecture.json"), new ArchitectureFile(subject.Stages, skeleton).ToJson());
        var images = Waves(3 * 2 * 24 * 24, 1).view(3, 2, 24, 24);
        AssertAgree(supernet.Forward(images, subject), PyTorch(best, images));
    }

    [Fact]
    public void The_model_card_says_what_one_must_know()
    {
        using var copy = new CampaignCopy(campaign);
        Product.Json("export", "tiny", "--runs", copy.Runs);
        var card = File.ReadAllText(Path.Combine(copy.Folder.Path, "best", "README.md"));
        var winner = Product.Json("report", "tiny", "--runs", copy.Runs).GetProperty("winners")[0];
        foreach (var fact in new[]
                 {
                     $"| parameters | {winner.GetProperty("parameter_count")} |", $"| multiply-accumulates an image | {winner.GetProperty("macs_per_image")} |",
                     winner.GetProperty("architecture").GetString()!, "of 10000 images", "Fashion-MNIST, 10 classes", "Copyright 2017 Zalando SE, Expat (MIT) licence", "seed 1", "no ancestors", "T-shirt/top, trouser, pullover",
                     "s3actors 0.", DurableFile.Digest(Path.Combine(copy.Folder.Path, "best", "weights.safetensors")),
                 })
            Assert.Contains(fact, card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_campaign_without_a_winner_and_a_damaged_checkpoint_are_refused()
    {
        using var copy = new CampaignCopy(campaign);
        File.AppendAllText(Path.Combine(copy.Folder.Path, "checkpoints", "final-step24.safetensors"), "x");
        var damaged = Product.Run("export", "tiny", "--runs", copy.Runs);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("SHA-256", damaged.Errors, StringComparison.Ordinal);
        copy.Sql("DELETE FROM journal WHERE ordering >= (SELECT ordering FROM journal WHERE manifest = 'winner-selected-v1' ORDER BY ordering LIMIT 1)");
        var early = Product.Run("export", "tiny", "--runs", copy.Runs);
        Assert.Equal((2, "campaign 'tiny' has no winner yet: there is nothing to export"), (early.ExitCode, early.Errors.Trim()));
    }

    [Fact]
    public void Timm_has_room_for_a_network_as_it_publishes_them()
    {
        var published = new Architecture([.. new[] { (96, 7, 2), (192, 7, 2), (384, 14, 6), (768, 7, 2) }.Select(it =>
            new StageArchitecture(it.Item1, [.. Enumerable.Repeat(new BlockArchitecture(it.Item2, it.Item1 / 32, 4, it.Item1), it.Item3)]))]);
        Assert.Empty(TimmLimits.Lacking(new NetworkSkeleton(224, 4, 3, 1000), published));
        var narrow = new Architecture([.. published.Stages.Select((stage, s) => s == 2 ? stage with { Blocks = [.. stage.Blocks.Select(it => it with { QkvDim = 192 })] } : stage)]);
        Assert.Equal(["queries of stage 3 are not as wide as its embedding"], TimmLimits.Lacking(new NetworkSkeleton(224, 4, 3, 1000), narrow));
    }

    /// <summary>Numbers between minus and plus the height that repeat only after long.</summary>
    private static Tensor Waves(long count, double height) =>
        tensor(Enumerable.Range(0, (int)count).Select(i => (float)(height * Math.Sin(i * i * 0.37 + i))).ToArray());

    private static float[] Floats(byte[] bytes)
    {
        var floats = new float[bytes.Length / 4];
        Buffer.BlockCopy(bytes, 0, floats, 0, bytes.Length);
        return floats;
    }

    private static ImageSubset TestImages(TemporaryFolder folder) => CampaignImages.Read(folder.Configure(TinyCampaign.Text)).Splits[EvaluationSplit.Test];

    private static void AssertAgree(Tensor ours, float[] theirs)
    {
        var scores = ours.data<float>().ToArray();
        Assert.Equal(scores.Length, theirs.Length);
        Assert.True(scores.Max() - scores.Min() > 0.1, "scores that are all alike prove nothing");
        Assert.InRange(scores.Zip(theirs).Max(it => Math.Abs(it.First - it.Second)), 0, Tolerance);
    }

    private static float[] PyTorch(string best, Tensor images)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.Path("images"), images.contiguous().bytes.ToArray());
        var start = new ProcessStartInfo("/usr/bin/python3", [folder.Write("run.py", Script), best, folder.Path("images"), folder.Path("scores"), .. images.shape.Select(n => $"{n}")]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return Floats(File.ReadAllBytes(folder.Path("scores")));
    }
}
