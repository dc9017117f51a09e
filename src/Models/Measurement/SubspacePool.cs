using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Models.Measurement;

/// <summary>No subnet of a subspace keeps within the limit on measured subnets, as far as bounded drawing can tell.</summary>
public sealed class NoSubnetWithinLimitException(DimensionId dimension, CostLimit limit, string subspace, long draws) : Exception(
    Invariant($"{dimension}: none of {draws} random subnets keeps within the limit ({limit.InWords()}) {subspace}"))
{
    /// <summary>The dimension that was to be measured.</summary>
    public DimensionId Dimension { get; } = dimension;

    /// <summary>The limit of the specification.</summary>
    public CostLimit Limit { get; } = limit;
}

/// <summary>Draws the subnets that E-T errors are measured on, by rejection: a function of seed, space, iteration and dimension alone.</summary>
internal sealed class SubspacePool(CampaignSpec spec, SearchSpace space, int iteration, DimensionId id)
{
    /// <summary>Draws a subnet is worth before fewer are taken; where one in a thousand fits, N are still found.</summary>
    private const int DrawsPerSubnet = 4_000;

    /// <summary>Draws reserved for each (dimension, choice) pair, so that the indices of two pairs never overlap.</summary>
    private const long DrawsPerChoice = 1L << 40;

    private readonly CostLimit _limit = spec.Measurement.Limit;
    private readonly BlockTies _ties = BlockTies.Of(spec);
    private readonly IReadOnlyList<double> _choices = space[id].Choices;

    /// <summary>
    /// One row for each base: the base with the dimension set to each choice in turn. Bases are the first of the iteration's one stream of
    /// draws that keep within the limit as drawn and under every choice, so dimensions share them as far as the limit lets them.
    /// </summary>
    public IReadOnlyList<Architecture[]> PairedRows()
    {
        var rows = new List<Architecture[]>();
        var draws = (long)spec.Measurement.Subnets * DrawsPerSubnet;
        for (var index = 0L; index < draws && rows.Count < spec.Measurement.Subnets; index++)
        {
            var genotype = Draw(new CounterRandom(spec.Seed, RandomPurpose.MeasurementPool, iteration, index));
            if (!Allows(genotype.ToArchitecture())) continue;
            Architecture[] row = [.. _choices.Select(choice => Tied(genotype.With(id, choice)))];
            if (row.All(Allows)) rows.Add(row);
        }
        return rows.Count > 0 ? rows : throw new NoSubnetWithinLimitException(id, _limit, "under every choice", draws);
    }

    /// <summary>The first of the iteration's stream of draws, that of the bases, that keep within the limit.</summary>
    public IReadOnlyList<Architecture> Pool()
    {
        var members = new List<Architecture>();
        var draws = (long)spec.Measurement.Subnets * DrawsPerSubnet;
        for (var index = 0L; index < draws && members.Count < spec.Measurement.Subnets; index++)
        {
            var architecture = Draw(new CounterRandom(spec.Seed, RandomPurpose.MeasurementPool, iteration, index)).ToArchitecture();
            if (Allows(architecture)) members.Add(architecture);
        }
        return members.Count > 0 ? members : throw new NoSubnetWithinLimitException(id, _limit, "in the space", draws);
    }

    /// <summary>Fresh draws with the dimension set to one choice.</summary>
    public IReadOnlyList<Architecture> Fresh(int choice)
    {
        var subnets = new List<Architecture>();
        var draws = (long)spec.Measurement.Subnets * DrawsPerSubnet;
        var kinds = DimensionKinds.All.Count;
        var first = ((id.Stage - 1L) * kinds + (int)id.Kind) * 4_096 + choice;
        for (var draw = 0L; draw < draws && subnets.Count < spec.Measurement.Subnets; draw++)
        {
            var random = new CounterRandom(spec.Seed, RandomPurpose.IndependentPool, iteration, first * DrawsPerChoice + draw);
            var architecture = Tied(Draw(random).With(id, _choices[choice]));
            if (Allows(architecture)) subnets.Add(architecture);
        }
        return subnets.Count > 0 ? subnets
            : throw new NoSubnetWithinLimitException(id, _limit, $"with choice {SearchDimension.Format(_choices[choice])}", draws);
    }

    private Genotype Draw(CounterRandom random) => _ties.Apply(SpaceSampler.Draw(space, random));

    /// <summary>What follows from the choice that was set is set too.</summary>
    private Architecture Tied(Genotype genotype) => _ties.Apply(genotype).ToArchitecture();

    private bool Allows(Architecture architecture) => _limit.IsOff() || _limit.Allows(ArchitectureCost.Of(spec.Network, architecture));
}
