using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

public sealed partial class BackoffSupervisor
{
    /// <summary>Asks for the child; answered with <see cref="CurrentChild"/>.</summary>
    public sealed class GetCurrentChild
    {
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    /// <summary>The child, or null while it waits to be started again.</summary>
    public sealed class CurrentChild
    {
        public CurrentChild(IActorRef @ref) => Ref = @ref;

        public IActorRef Ref { get; }
    }

    /// <summary>Sets the count of starts back to 0, with <see cref="BackoffOptions.WithManualReset"/>.</summary>
    public sealed class Reset
    {
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }

    /// <summary>Asks how often the child was started again; answered with <see cref="RestartCount"/>.</summary>
    public sealed class GetRestartCount
    {
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    public sealed class RestartCount
    {
        public RestartCount(int count) => Count = count;

        public int Count { get; }
    }

    /// <summary>Told to itself when the delay is over.</summary>
    public sealed class StartChild : IDeadLetterSuppression
    {
        public static readonly StartChild Instance = new();

        private StartChild()
        {
        }
    }

    /// <summary>Told to itself when the child has lived long enough.</summary>
    public sealed class ResetRestartCount : IDeadLetterSuppression
    {
        public ResetRestartCount(int current) => Current = current;

        public int Current { get; }
    }
}
