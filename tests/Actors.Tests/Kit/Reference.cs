using S3Actors.Messages.Commands;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>The streams of <see cref="Samples.Spec"/> run once, without any interruption, by one evaluator: what every other run must equal.</summary>
internal static class Reference
{
    private static readonly Lazy<Task<SortedDictionary<string, List<string>>>> Once = new(Make);

    public static Task<SortedDictionary<string, List<string>>> Streams => Once.Value;

    /// <summary>Asserts that a host's streams are the reference's.</summary>
    public static async Task AssertSameAs(CampaignHost host)
    {
        var (expected, actual) = (await Streams, host.Streams());
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (stream, events) in expected)
        {
            if (!events.SequenceEqual(actual[stream])) Assert.Fail(Difference(stream, events, actual[stream]));
        }
    }

    private static string Difference(string stream, List<string> expected, List<string> actual)
    {
        var at = Enumerable.Range(0, Math.Max(expected.Count, actual.Count)).First(i => expected.ElementAtOrDefault(i) != actual.ElementAtOrDefault(i));
        return $"{stream} differs at event {at + 1}:\nexpected {expected.ElementAtOrDefault(at)}\nactual   {actual.ElementAtOrDefault(at)}";
    }

    private static async Task<SortedDictionary<string, List<string>>> Make()
    {
        using var host = new CampaignHost();
        host.Execution = host.Execution with { Evaluators = 1 };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        return host.Streams();
    }
}
