using System.Buffers.Binary;
using System.Text;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;

namespace S3Actors.Tests.Models.Training;

public sealed class CheckpointFileTests
{
    [Fact]
    public void All_tensors_are_read_from_the_file_that_was_opened()
    {
        using var folder = new Folder();
        var saved = Save(folder);
        using var content = SafetensorsFile.Read(saved.Path);
        var before = content.Names.Select(content.Floats).ToList();
        File.WriteAllBytes(saved.Path + ".other", new byte[saved.Bytes]);
        File.Move(saved.Path + ".other", saved.Path, overwrite: true);
        Assert.Equal(before, content.Names.Select(content.Floats));
    }

    [Fact]
    public void A_checkpoint_names_every_weight_and_moment_and_says_what_it_is_of()
    {
        using var folder = new Folder();
        using var trainer = Trainer();
        trainer.Step();
        var saved = trainer.SaveCheckpoint(folder["a.safetensors"], "abc");

        using var content = SafetensorsFile.Read(saved.Path);
        var names = trainer.Supernet.Layout.Parameters.Select(p => p.Name).ToArray();
        Assert.Equal(names.Concat(names.Select(n => "adamw.exp_avg." + n)).Concat(names.Select(n => "adamw.exp_avg_sq." + n)), content.Names);
        Assert.Equal(["test", "iteration-1", "1", "abc"], new[] { "campaign", "supernet", "step", "spec_digest" }.Select(key => content.Metadata[key]));
        Assert.Contains("\"stage2.embed_dim\":[12,16]", content.Metadata["space"], StringComparison.Ordinal);
        Assert.Equal(new FileInfo(saved.Path).Length, saved.Bytes);
        Assert.Equal(DurableFile.Digest(saved.Path), saved.Sha256);
        var kernel = trainer.Supernet.Layout.Embedding.Kernel;
        using var view = trainer.Supernet.Weights.View(kernel);
        Assert.Equal(view.contiguous().data<float>().ToArray(), content.Floats(kernel.Name));
        Assert.Equal(kernel.Shape, content.Shape(kernel.Name));
    }

    [Fact]
    public void The_same_training_writes_the_same_bytes()
    {
        using var folder = new Folder();
        using var one = Trainer();
        using var two = Trainer();

        Assert.Equal(one.SaveCheckpoint(folder["one"]).Sha256, two.SaveCheckpoint(folder["two"]).Sha256);
    }

    [Fact]
    public void An_existing_file_is_replaced_whole_and_nothing_else_is_left()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["a"], "old");
        Assert.Throws<NotSupportedException>(() => DurableFile.Write(folder["a"], stream =>
        {
            stream.Write("half"u8);
            throw new NotSupportedException();
        }));
        Assert.Equal("old", File.ReadAllText(folder["a"]));

        DurableFile.Write(folder["a"], stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(folder["a"]));
        Assert.Single(folder.Files);
    }

    [Fact]
    public void A_changed_byte_is_found_by_the_digest()
    {
        using var folder = new Folder();
        var saved = Save(folder);
        var bytes = File.ReadAllBytes(saved.Path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(saved.Path, bytes);

        AssertDamaged(saved.Path, "SHA-256", saved.Sha256);
    }

    [Fact]
    public void A_missing_file_is_one_typed_error()
    {
        using var folder = new Folder();
        AssertDamaged(folder["none"], "cannot be read", new string('0', 64));
        AssertDamaged(folder["none"], "cannot be read", null);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(-1)]
    public void A_truncated_file_is_found_without_a_digest(int length)
    {
        using var folder = new Folder();
        var saved = Save(folder);
        using (var file = File.OpenWrite(saved.Path)) file.SetLength(length < 0 ? file.Length + length : length);

        AssertDamaged(saved.Path, "", null);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,16]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}}")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}")]
    public void A_header_that_lies_is_found(string header)
    {
        using var folder = new Folder();
        var bytes = new byte[8 + header.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(8));
        File.WriteAllBytes(folder["lie"], bytes);

        AssertDamaged(folder["lie"], "", null);
    }

    [Fact]
    public void A_header_longer_than_the_file_is_found()
    {
        using var folder = new Folder();
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, long.MaxValue);
        File.WriteAllBytes(folder["lie"], bytes);

        AssertDamaged(folder["lie"], "claims", null);
    }

    [Fact]
    public void A_checkpoint_of_another_space_is_refused()
    {
        using var folder = new Folder();
        var saved = Save(folder);
        var other = SmallSpace.With(SmallSpace[1, DimensionKind.EmbedDim] with { Choices = [8, 16] });
        using var supernet = new Supernet(Skeleton, other);

        var refused = Assert.Throws<CheckpointDamagedException>(() => CheckpointFile.Load(saved.Path, saved.Sha256, supernet.Weights, optimizer: null));

        Assert.Contains("another search space", refused.Reason, StringComparison.Ordinal);
    }

    private static WrittenFile Save(Folder folder)
    {
        using var trainer = Trainer();
        return trainer.SaveCheckpoint(folder["checkpoint"]);
    }

    private static void AssertDamaged(string file, string reason, string? sha256)
    {
        using var supernet = new Supernet(Skeleton, SmallSpace);
        var damaged = Assert.Throws<CheckpointDamagedException>(() => CheckpointFile.Load(file, sha256, supernet.Weights, optimizer: null));
        Assert.Equal(file, damaged.File);
        Assert.Contains(reason, damaged.Reason, StringComparison.Ordinal);
    }
}
