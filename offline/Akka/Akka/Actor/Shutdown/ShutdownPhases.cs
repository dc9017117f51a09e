using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;

namespace Akka.Actor;

/// <summary>One phase: what comes before it, how long it may take, and whether the shutdown goes on after a failure in it.</summary>
internal sealed record ShutdownPhase(string[] DependsOn, TimeSpan Timeout, bool Recover);

/// <summary>The phases of the configuration.</summary>
internal sealed class ShutdownPhases
{
    private readonly Dictionary<string, ShutdownPhase> _byName;

    private ShutdownPhases(Dictionary<string, ShutdownPhase> byName)
    {
        _byName = byName;
        InOrder = Sort(byName);
    }

    /// <summary>Each after all it depends on.</summary>
    internal IReadOnlyList<string> InOrder { get; }

    internal static ShutdownPhases Of(Config config)
    {
        var phases = config.GetConfig("phases");
        var defaults = ConfigurationFactory.ParseString($"timeout = {config.GetString("default-phase-timeout")}\nrecover = true\ndepends-on = []");
        return new ShutdownPhases(phases.Root.GetObject().Items.Keys.ToDictionary(name => name, name =>
        {
            var phase = phases.GetConfig($"\"{name}\"").WithFallback(defaults);
            return new ShutdownPhase([.. phase.GetStringList("depends-on")], phase.GetTimeSpan("timeout", allowInfinite: false), phase.GetBoolean("recover"));
        }));
    }

    internal bool IsKnown(string phase) => InOrder.Contains(phase);

    internal bool TryGet(string phase, [NotNullWhen(true)] out ShutdownPhase settings) => _byName.TryGetValue(phase, out settings);

    private static List<string> Sort(Dictionary<string, ShutdownPhase> phases)
    {
        var sorted = new List<string>();
        var underWay = new HashSet<string>();

        void Visit(string phase)
        {
            if (sorted.Contains(phase))
                return;
            if (!underWay.Add(phase))
                throw new ArgumentException($"Cycle detected in graph of phases: [{phase}] depends transitively on itself.");
            foreach (var earlier in phases.TryGetValue(phase, out var settings) ? settings.DependsOn : [])
                Visit(earlier);
            sorted.Add(phase);
        }

        foreach (var phase in phases.Keys)
            Visit(phase);
        return sorted;
    }
}
