using S3Actors.Messages.Campaign;
using S3Actors.Models.Network;

namespace S3Actors.Tests.Models.Network;

public sealed class InitialWeightsTests
{
    private static readonly SupernetLayout Layout = new(SampleSpaces.SmallSkeleton, SampleSpaces.Quickstart);

    /// <summary>A normal cut at two deviations has 0.8796 of the deviation left.</summary>
    [Theory]
    [InlineData(Initialisation.TruncatedNormal, 0.02)]
    [InlineData(Initialisation.FanIn, 0.1020620726)] // 1 / sqrt(96)
    public void Weights_are_normal_and_cut_at_two_deviations(Initialisation initialisation, double deviation)
    {
        var expand = Layout.Stages[2].Blocks[0].ExpandWeight; // [288, 96]
        var values = InitialWeights.Of(expand, initialisation, 1, 1);

        Assert.Equal(0, values.Average(), deviation * 0.03);
        Assert.Equal(0.8796 * deviation, Math.Sqrt(values.Average(v => (double)v * v)), deviation * 0.02);
        Assert.InRange(values.Max(), 1.95 * deviation, 2 * deviation + 1e-9);
        Assert.InRange(values.Min(), -2 * deviation - 1e-9, -1.95 * deviation);
    }

    [Fact]
    public void Biases_are_0_scales_1_and_tables_keep_their_own_deviation()
    {
        foreach (var parameter in Layout.Parameters)
        {
            var values = InitialWeights.Of(parameter, Initialisation.FanIn, 1, 1);
            if (parameter.Role is ParameterRole.Bias or ParameterRole.NormShift) Assert.All(values, value => Assert.Equal(0, value));
            if (parameter.Role == ParameterRole.NormScale) Assert.All(values, value => Assert.Equal(1, value));
            if (parameter.Role == ParameterRole.BiasTable) Assert.All(values, value => Assert.InRange(value, -0.0401f, 0.0401f));
        }
        Assert.Equal(5, Layout.Parameters.Select(p => p.Role).Distinct().Count());
    }

    [Fact]
    public void Values_depend_on_seed_supernet_and_name_and_on_nothing_else()
    {
        var (a, b) = (Layout.Stages[0].Blocks[0].QkvWeight, Layout.Stages[0].Blocks[1].QkvWeight);
        float[] Of(ParameterSpec parameter, long seed = 1, int supernet = 1) => InitialWeights.Of(parameter, Initialisation.FanIn, seed, supernet);

        Assert.Equal(Of(a), Of(a));
        Assert.NotEqual(Of(a), Of(b));
        Assert.NotEqual(Of(a), Of(a, seed: 2));
        Assert.NotEqual(Of(a), Of(a, supernet: 2));
    }
}
