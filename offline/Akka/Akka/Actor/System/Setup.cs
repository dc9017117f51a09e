using Akka.Util;

namespace Akka.Actor.Setup
{
    /// <summary>Something given to a system in code rather than in its configuration.</summary>
    public abstract class Setup
    {
        protected Setup()
        {
        }

        public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
    }

    /// <summary>Setups, at most one of a type. Immutable.</summary>
    public sealed class ActorSystemSetup
    {
        public static readonly ActorSystemSetup Empty = new([]);

        private readonly Dictionary<Type, Setup> _byType;

        private ActorSystemSetup(Dictionary<Type, Setup> byType) => _byType = byType;

        public static ActorSystemSetup Create(params Setup[] setup) => setup.Aggregate(Empty, (all, each) => all.WithSetup(each));

        public Option<T> Get<T>() where T : Setup =>
            _byType.TryGetValue(typeof(T), out var setup) ? Option<T>.Create((T)setup) : Option<T>.None;

        public ActorSystemSetup WithSetup<T>(T setup) where T : Setup =>
            new(new Dictionary<Type, Setup>(_byType) { [setup.GetType()] = setup });

        public ActorSystemSetup And<T>(T setup) where T : Setup => WithSetup(setup);

        public override string ToString() => $"ActorSystemSetup({string.Join(",", _byType.Keys.Select(type => type.FullName))})";
    }
}

namespace Akka.Actor
{
    /// <summary>The configuration of a system, given in code.</summary>
    public sealed class BootstrapSetup : Setup.Setup
    {
        private BootstrapSetup(Option<Configuration.Config> config) => Config = config;

        public Option<Configuration.Config> Config { get; }

        public static BootstrapSetup Create() => new(Option<Configuration.Config>.None);

        public BootstrapSetup WithConfig(Configuration.Config config) => new(config);

        public BootstrapSetup WithConfigFallback(Configuration.Config config) =>
            Config.HasValue ? new BootstrapSetup(Configuration.ConfigExtensions.SafeWithFallback(Config.Value, config)) : WithConfig(config);
    }
}
