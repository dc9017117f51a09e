using System.Security.Cryptography;
using S3Actors.Actors.Cluster;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Models.Training;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Cluster;

public sealed class CheckpointCopiesTests : IDisposable, ISubnetEvaluationFactory
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3actors-cache-").FullName;
    private readonly List<string> _loaded = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private int _fetched;

    private string Shared => Path.Combine(_folder, "shared");

    private string Cache => Path.Combine(_folder, "cache");

    int ISubnetEvaluationFactory.TestImages => 1;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    ISubnetEvaluation ISubnetEvaluationFactory.Load(TrainedSupernet supernet)
    {
        var read = DurableFile.Digest(supernet.CheckpointFile);
        if (read != supernet.CheckpointSha256) throw new CheckpointDamagedException(supernet.CheckpointFile, "it has another digest");
        _loaded.Add(supernet.CheckpointFile);
        return new SyntheticEvaluationFactory().Load(supernet);
    }

    [Fact]
    public void A_file_that_is_seen_is_used_where_it_is_and_one_with_another_digest_is_fetched_once()
    {
        var supernet = Supernet("a", 100);
        Directory.CreateDirectory(Shared);
        File.WriteAllBytes(Path.Combine(Shared, "a"), _files["a"]);
        Checkpoints(1000).Load(supernet);
        Assert.Equal((Path.Combine(Shared, "a"), 0), (_loaded[^1], _fetched));

        File.WriteAllText(Path.Combine(Shared, "a"), "of an earlier campaign");
        Checkpoints(1000).Load(supernet);
        Checkpoints(1000).Load(supernet);
        Assert.Equal(3, _loaded.Count); // each file was loaded, and so hashed, once
        Assert.Equal((Path.Combine(Cache, supernet.CheckpointSha256 + ".safetensors"), 1), (_loaded[^1], _fetched));
        Assert.Equal(_files["a"], File.ReadAllBytes(_loaded[^1]));
    }

    [Fact]
    public void Copies_have_a_bound_and_the_one_asked_for_stays()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            Checkpoints(250).Load(Supernet(name, 100));
            Assert.True(File.Exists(_loaded[^1]));
            File.SetLastWriteTimeUtc(_loaded[^1], DateTime.UnixEpoch.AddDays(_loaded.Count));
        }
        Assert.Equal(_loaded.Skip(1).Order(), Directory.GetFiles(Cache).Order());
        Checkpoints(50).Load(Supernet("d", 100));
        Assert.Equal(_loaded[^1], Assert.Single(Directory.GetFiles(Cache)));
    }

    [Fact]
    public void Bytes_of_another_digest_are_refused_and_not_kept()
    {
        var supernet = Supernet("a", 100);
        _files["a"][3] ^= 1;
        Assert.Contains("came with the SHA-256", Assert.Throws<IOException>(() => Checkpoints(1000).Load(supernet)).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Cache));
        Assert.Throws<IOException>(() => Checkpoints(1000).Load(supernet with { CheckpointSha256 = "../../etc/passwd" }));
    }

    private CopiedEvaluationFactory Checkpoints(long bytes) => new(this, new CheckpointCopies(Shared, Cache, bytes, (name, file) =>
    {
        _fetched++;
        file.Write(_files[name]);
    }));

    private TrainedSupernet Supernet(string file, int length)
    {
        var bytes = _files[file] = [.. Enumerable.Range(0, length).Select(i => (byte)(i + file[0]))];
        return Samples.Supernet with { CheckpointFile = file, CheckpointSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }
}
