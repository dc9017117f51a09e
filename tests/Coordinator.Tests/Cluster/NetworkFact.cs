using S3Actors.Coordinator.Doctor;

namespace S3Actors.Tests.Coordinator.Cluster;

/// <summary>A test on a network of its own; skipped, saying why, where none can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkFactAttribute : FactAttribute
{
    private static readonly string? Obstacle = PrivateNetwork.Obstacle();

    public NetworkFactAttribute()
    {
        if (Obstacle is not null) Skip = $"no network namespaces for users here: {Obstacle}";
    }
}
