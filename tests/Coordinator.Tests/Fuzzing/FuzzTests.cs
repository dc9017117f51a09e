using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace S3Actors.Tests.Coordinator.Fuzzing;

/// <summary>
/// Whatever stands in a file, a journal's row or a command line is read, or refused by the exceptions that the product declares: no hang, no
/// crash, no memory beyond a bound. Briefly here, always the same inputs. At length: S3ACTORS_FUZZ=0:100000 in the environment reads
/// the inputs of these numbers for each reader.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const string UsualNumbers = "0:250";

    /// <summary>Of wall time, on a machine that is busy with much else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What any input may allocate.</summary>
    private const long FreeBytes = 16 << 20;

    /// <summary>What the process may grow by, native libraries and all.</summary>
    private const long MostGrowthBytes = 1L << 30;

    private static readonly string[] Names = ["idx", "cifar", "image-header", "image", "safetensors", "architecture", "hocon", "event", "specification", "command-line"];

    public static TheoryData<string> Readers { get; } = [.. Names];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Hostile_inputs_are_read_or_refused(string reader)
    {
        using var files = new FileTargets();
        using var journal = new JournalTargets();
        var target = reader switch
        {
            "idx" => files.Idx(),
            "cifar" => files.Cifar(),
            "image-header" => FileTargets.Header(),
            "image" => FileTargets.Image(),
            "safetensors" => files.Safetensors(),
            "architecture" => files.Architecture(),
            "hocon" => SettingTargets.Hocon(),
            "event" => journal.Event(),
            "specification" => journal.Specification(),
            _ => SettingTargets.CommandLine(),
        };
        foreach (var whole in target.Seeds) Assert.True(target.Read(whole));
        var (first, end) = Numbers();
        var run = new FuzzRun(target, new HostileInput(target.Seeds, target.Pieces, lane: Array.IndexOf(Names, reader)), FreeBytes);
        var (before, clock) = (Environment.WorkingSet, Stopwatch.StartNew());
        run.Go(first, end, Patience);
        var growth = Environment.WorkingSet - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{reader}: {end - first} inputs from {first} on, {run.Taken} taken, {end - first - run.Taken} refused, {clock.Elapsed.TotalSeconds:0.0} s, slowest {run.Slowest.TotalMilliseconds:0} ms, largest allocation {run.LargestAllocation >> 10} KiB, process {growth >> 20:+0;-0;0} MiB"));
        Assert.InRange(run.Taken, 1, end - first - 1); // both ways are walked
        Assert.True(growth < MostGrowthBytes, $"the process grew by {growth >> 20} MiB");
    }

    private static (int First, int End) Numbers()
    {
        var asked = (Environment.GetEnvironmentVariable("S3ACTORS_FUZZ") ?? UsualNumbers).Split(':');
        return (int.Parse(asked[0], CultureInfo.InvariantCulture), int.Parse(asked[1], CultureInfo.InvariantCulture));
    }
}
