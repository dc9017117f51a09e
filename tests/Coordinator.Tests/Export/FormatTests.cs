using System.Diagnostics;
using S3Actors.Coordinator.Export;
using S3Actors.Messages.Space;
using static TorchSharp.torch;

namespace S3Actors.Tests.Coordinator.Export;

/// <summary>
/// Files for timm and for mmdetection are what these libraries' classes take. Neither library is at hand, so the script has the names and shapes of
/// their state dictionaries as a plain description, made from the arguments in the files: a strict load succeeds exactly where they are equal.
/// </summary>
public sealed class FormatTests
{
    private const string Script = """
        import json, sys, torch, torch.nn.functional as F
        from collections import OrderedDict
        sys.path.insert(0, sys.argv[1])
        from load import load, tensors
        at = lambda name: sys.argv[1] + "/" + name
        header = lambda path: json.loads(open(path, "rb").read()[8:].split(b"\0", 1)[0][:int.from_bytes(open(path, "rb").read(8), "little")])["__metadata__"]

        def block(of, prefix, h, width, heads, window, hidden, attn, first, second):
            of[prefix + "norm1.weight"] = of[prefix + "norm1.bias"] = of[prefix + "norm2.weight"] = of[prefix + "norm2.bias"] = (h,)
            of[prefix + attn + "qkv.weight"], of[prefix + attn + "qkv.bias"] = (3 * width, h), (3 * width,)
            of[prefix + attn + "relative_position_bias_table"] = ((2 * window - 1) ** 2, heads)
            of[prefix + attn + "proj.weight"], of[prefix + attn + "proj.bias"] = (h, width), (h,)
            of[prefix + first + "weight"], of[prefix + first + "bias"] = (hidden, h), (hidden,)
            of[prefix + second + "weight"], of[prefix + second + "bias"] = (h, hidden), (h,)

        def merging(of, prefix, before, after):
            of[prefix + "norm.weight"] = of[prefix + "norm.bias"] = (4 * before,)
            of[prefix + "reduction.weight"] = (after, 4 * before)

        def timm(a, layers, classifies):  # timm's SwinTransformer; its index buffers are not in its state
            of, dims = {}, [a["embed_dim"] * 2 ** s for s in range(len(a["depths"]))]
            of["patch_embed.proj.weight"] = (dims[0], a["in_chans"], a["patch_size"], a["patch_size"])
            of["patch_embed.proj.bias"] = of["patch_embed.norm.weight"] = of["patch_embed.norm.bias"] = (dims[0],)
            for s, h in enumerate(dims):
                side = a["img_size"] // a["patch_size"] // 2 ** s
                if s > 0: merging(of, f"{layers}{s}.downsample.", dims[s - 1], h)
                for b in range(a["depths"][s]):
                    block(of, f"{layers}{s}.blocks.{b}.", h, a["num_heads"][s] * a["head_dim"][s], a["num_heads"][s], min(a["window_size"][s][0], side),
                        int(h * a["mlp_ratio"][s]), "attn.", "mlp.fc1.", "mlp.fc2.")
            if classifies:
                of["norm.weight"] = of["norm.bias"] = (dims[-1],)
                of["head.fc.weight"], of["head.fc.bias"] = (a["num_classes"], dims[-1]), (a["num_classes"],)
            return of

        def mmdetection(a):  # its index buffers, and the norms of the other outputs, are what a load that is not strict leaves as they are
            of, dims = {}, [a["embed_dims"] * 2 ** s for s in range(len(a["depths"]))]
            of["patch_embed.projection.weight"] = (dims[0], a["in_channels"], a["patch_size"], a["patch_size"])
            of["patch_embed.projection.bias"] = of["patch_embed.norm.weight"] = of["patch_embed.norm.bias"] = (dims[0],)
            for s, h in enumerate(dims):
                for b in range(a["depths"][s]):
                    block(of, f"stages.{s}.blocks.{b}.", h, h, a["num_heads"][s], a["window_size"], a["mlp_ratio"] * h, "attn.w_msa.", "ffn.layers.0.0.", "ffn.layers.1.")
                if s + 1 < len(dims): merging(of, f"stages.{s}.downsample.", h, 2 * h)
            of[f"norm{len(dims) - 1}.weight"] = of[f"norm{len(dims) - 1}.bias"] = (dims[-1],)
            return of

        def same(what, expected, found):
            found = {name: tuple(t.shape) for name, t in found.items()}
            assert expected == found, (what, sorted(set(expected.items()) ^ set(found.items()))[:4])

        own = tensors(at("weights.safetensors"))
        arguments = json.loads(header(at("timm.safetensors"))["arguments"])
        same("timm", timm(arguments, "layers.", True), tensors(at("timm.safetensors")))
        same("timm's features", timm(arguments, "layers_", False), tensors(at("timm-features.safetensors")))
        for name, tensor in tensors(at("timm-features.safetensors")).items(): assert torch.equal(tensor, own[name.replace("layers_", "layers.")]), name

        saved = torch.load(at("mmdetection.pth"))
        assert isinstance(saved["state_dict"], OrderedDict) and all(name.startswith("backbone.") for name in saved["state_dict"])
        other = {name[9:]: tensor for name, tensor in saved["state_dict"].items()}
        same("mmdetection", mmdetection(json.loads(saved["meta"]["arguments"])), other)
        for name, tensor in other.items():
            if name.startswith("stages.1.blocks") and "qkv.weight" in name: assert torch.equal(tensor, own[name.replace("stages.", "layers.").replace(".w_msa", "")]), name

        x = torch.randn(2, 6, 6, arguments["embed_dim"])  # merged by rows and columns here, by an unfolding there
        at1 = "layers.1.downsample."
        ours = F.linear(F.layer_norm(x.reshape(2, 3, 2, 3, 2, -1).permute(0, 1, 3, 4, 2, 5).flatten(3), (4 * x.shape[3],), own[at1 + "norm.weight"], own[at1 + "norm.bias"]), own[at1 + "reduction.weight"])
        unfolded = F.unfold(x.permute(0, 3, 1, 2), 2, stride=2).transpose(1, 2)
        theirs = F.linear(F.layer_norm(unfolded, (4 * x.shape[3],), other["stages.0.downsample.norm.weight"], other["stages.0.downsample.norm.bias"]), other["stages.0.downsample.reduction.weight"])
        assert (ours.reshape(theirs.shape) - theirs).abs().max() < 1e-5
        """;

    [Fact]
    public void The_files_have_the_names_and_shapes_that_timm_and_mmdetection_load()
    {
        var skeleton = new NetworkSkeleton(48, 4, 3, 7);
        Assert.True(ArchitectureText.TryParse("8:w3n2m2q8,w3n2m2q8/16:w3n4m2q16,w3n4m2q16,w3n4m2q16/32:w3n4m2q32", out var architecture));
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (supernet, weights) = RandomNetwork.Write(folder, skeleton, architecture!);
        supernet.Dispose();
        var metadata = new Dictionary<string, string> { ["campaign"] = "it" };
        Assert.Equal([SwinFiles.Timm, SwinFiles.TimmFeatures], SwinFiles.WriteTimm(folder.Path(""), skeleton, architecture!, weights, metadata).Select(it => Path.GetFileName(it.Path)));
        var once = SwinFiles.WriteMmdetection(folder.Path(""), skeleton, architecture!, weights, metadata);
        Assert.Equal(once.Sha256, SwinFiles.WriteMmdetection(folder.Path(""), skeleton, architecture!, weights, metadata).Sha256);
        using (var loader = typeof(CampaignExport).Assembly.GetManifestResourceStream("load.py")!) folder.Write("load.py", new StreamReader(loader).ReadToEnd());

        var start = new ProcessStartInfo("/usr/bin/python3", [folder.Write("check.py", Script), folder.Path("")]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    [Fact]
    public void A_published_S3_network_fits_both_and_mmdetection_resizes_what_has_another_window()
    {
        var (skeleton, published) = (new NetworkSkeleton(224, 4, 3, 1000), Published(it => it));
        Assert.Empty(TimmNetwork.Lacking(skeleton, published));
        Assert.Empty(MmdetectionNetwork.Lacking(skeleton, published));
        Assert.Equal(7, MmdetectionNetwork.Arguments(skeleton, published)["window_size"]);
        Assert.Equal([3], MmdetectionNetwork.Resized(skeleton, published));
        Assert.Equal([1, 2, 4], MmdetectionNetwork.Resized(skeleton, Published(it => it.Number == 3 ? it with { Depth = 18 } : it))); // most blocks have its window
    }

    [Fact]
    public void What_the_libraries_have_no_room_for_is_named()
    {
        var skeleton = new NetworkSkeleton(224, 4, 3, 1000);
        Check(it => it.Number == 3 ? it with { Queries = 192 } : it, [], ["queries of stage 3 are not as wide as its channels"]);
        Check(it => it.Number == 3 ? it with { Mlp = 3 } : it, [], ["stages differ in MLP ratio"]);
        Check(it => it with { Mlp = 2.5 }, [], ["the MLP ratio 2.5 is not whole"]);
        Check(it => it.Number == 4 ? it with { Channels = 672, Queries = 672 } : it,
            ["stage 4 has not twice the channels of stage 3"], ["stage 4 has not twice the channels of stage 3"]);
        Check(it => it.Number == 1 ? it with { Window = 9 } : it,
            ["stage 1 has a map of 56 tokens a side, no multiple of its window 9 (timm lets tokens attend to padding)"], []);

        var unlike = Published(it => it);
        unlike = unlike with { Stages = [unlike.Stages[0] with { Blocks = [unlike.Stages[0].Blocks[0], new BlockArchitecture(14, 4, 3, 96)] }, .. unlike.Stages.Skip(1)] };
        Assert.Equal(["blocks of stage 1 differ in window", "blocks of stage 1 differ in heads", "blocks of stage 1 differ in the width of a head", "blocks of stage 1 differ in MLP ratio"],
            TimmNetwork.Lacking(skeleton, unlike));

        void Check(Func<Stage, Stage> change, string[] timm, string[] mmdetection)
        {
            Assert.Equal(timm, TimmNetwork.Lacking(skeleton, Published(change)));
            Assert.Equal(mmdetection, MmdetectionNetwork.Lacking(skeleton, Published(change)));
        }
    }

    private sealed record Stage(int Number, int Channels, int Window, int Depth, int Queries, double Mlp);

    /// <summary>S3-T, changed.</summary>
    private static Architecture Published(Func<Stage, Stage> change) => new([.. new Stage[] { new(1, 96, 7, 2, 96, 4), new(2, 192, 7, 2, 192, 4), new(3, 384, 14, 6, 384, 4), new(4, 768, 7, 2, 768, 4) }
        .Select(change).Select(it => new StageArchitecture(it.Channels, [.. Enumerable.Repeat(new BlockArchitecture(it.Window, 3 << it.Number - 1, it.Mlp, it.Queries), it.Depth)]))]);
}
