using S3Actors.Messages.Space;

namespace S3Actors.Models.Evolution;

/// <summary>Moves a dimension's choices.</summary>
public static class DimensionUpdate
{
    /// <summary>
    /// v_j + steps * gamma for every choice, in decimal arithmetic, so that 0.1 stays 0.1 after any number of steps. Values that leave the
    /// bounds are dropped; where all do, the bound they left by remains (ours: a dimension never becomes empty).
    /// </summary>
    /// <param name="steps">Positive grows, negative shrinks, 0 leaves the dimension as it is.</param>
    public static SearchDimension Apply(SearchDimension dimension, int steps)
    {
        if (steps == 0) return dimension;
        var shift = steps * (decimal)dimension.Gamma;
        double[] moved = [.. dimension.Choices
            .Select(choice => (double)((decimal)choice + shift))
            .Where(choice => choice >= dimension.Minimum && choice <= dimension.Maximum)
            .Distinct()
            .Order()];
        return dimension with { Choices = moved.Length > 0 ? moved : [steps > 0 ? dimension.Maximum : dimension.Minimum] };
    }
}
