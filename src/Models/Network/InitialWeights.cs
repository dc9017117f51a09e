using System.Text;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Network;

/// <summary>
/// Initial values (method: "Network", initialisation). Truncated normals are cut at two standard deviations (ours; the released code
/// names bounds so far out that they cut nothing) and drawn here by rejection: the library's own draw ignores its bounds.
/// </summary>
public static class InitialWeights
{
    private const double TableDeviation = 0.02;
    private const double Cut = 2;

    /// <summary>The parameter's elements, row-major, at its largest size.</summary>
    public static float[] Of(ParameterSpec parameter, Initialisation initialisation, long seed, int supernet)
    {
        var values = new float[parameter.Count];
        switch (parameter.Role)
        {
            case ParameterRole.NormScale:
                Array.Fill(values, 1f);
                break;
            case ParameterRole.Weight or ParameterRole.BiasTable:
                Draw(values, DeviationOf(parameter, initialisation), new CounterRandom(seed, RandomPurpose.Weights, supernet, StreamOf(parameter.Name)));
                break;
        }
        return values;
    }

    /// <summary>Standard deviation of the normal before it is cut.</summary>
    public static double DeviationOf(ParameterSpec parameter, Initialisation initialisation) =>
        parameter.Role == ParameterRole.Weight && initialisation == Initialisation.FanIn ? 1 / Math.Sqrt(parameter.FanIn) : TableDeviation;

    private static void Draw(float[] values, double deviation, CounterRandom random)
    {
        for (var i = 0; i < values.Length; i++)
        {
            double normal;
            do normal = random.NextGaussian();
            while (Math.Abs(normal) > Cut);
            values[i] = (float)(deviation * normal);
        }
    }

    /// <summary>64-bit FNV-1a of the name: a parameter keeps its stream when the rest of the space changes.</summary>
    private static long StreamOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(name)) hash = (hash ^ octet) * 1099511628211UL;
        return (long)hash;
    }
}
