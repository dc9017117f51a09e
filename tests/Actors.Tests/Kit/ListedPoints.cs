using S3Actors.Models.Durability;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>Remembers the critical points that were reached, in their order, and lets a test act at each.</summary>
internal sealed class ListedPoints : ICriticalPoints
{
    private readonly Lock _gate = new();
    private readonly List<string> _reached = [];

    /// <summary>Called after a point is listed, with it and with how often it was reached.</summary>
    public Action<string, int> OnReach { get; set; } = (_, _) => { };

    public IReadOnlyList<string> Reached
    {
        get
        {
            lock (_gate) return [.. _reached];
        }
    }

    /// <summary>How often a point was reached.</summary>
    public int Count(string point) => Reached.Count(it => it == point);

    public void Reach(string point)
    {
        int times;
        lock (_gate)
        {
            _reached.Add(point);
            times = _reached.Count(it => it == point);
        }
        OnReach(point, times);
    }
}
