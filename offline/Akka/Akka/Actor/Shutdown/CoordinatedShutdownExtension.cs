using Akka.Event;

namespace Akka.Actor;

/// <summary>Makes the coordinated shutdown of a system, with the stop of all actors as its last phase.</summary>
public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        var shutdown = new CoordinatedShutdown(system, ShutdownPhases.Of(config));
        EndSystemInLastPhase(system, shutdown, config.GetBoolean("exit-clr"));
        if (config.GetBoolean("run-by-clr-shutdown-hook"))
            RunOnProcessExit(system, shutdown);
        return shutdown;
    }

    private static void EndSystemInLastPhase(ExtendedActorSystem system, CoordinatedShutdown shutdown, bool exitProcess)
    {
        var terminate = system.Settings.CoordinatedShutdownTerminateActorSystem;
        if (!terminate && !exitProcess)
            return;
        shutdown.AddTask(CoordinatedShutdown.PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            if (terminate)
            {
                // An actor that does not stop must not keep a process that is to exit.
                var stopped = system.FinalTerminate();
                var limit = exitProcess ? shutdown.Timeout(CoordinatedShutdown.PhaseActorSystemTerminate) : Timeout.InfiniteTimeSpan;
                await Task.WhenAny(stopped, Task.Delay(limit)).ConfigureAwait(false);
            }

            if (exitProcess && shutdown.ShutdownReason is not CoordinatedShutdown.ClrExitReason)
                Environment.Exit(0);
            return Done.Instance;
        });
    }

    private static void RunOnProcessExit(ExtendedActorSystem system, CoordinatedShutdown shutdown)
    {
        void OnExit(object sender, EventArgs e)
        {
            if (system.WhenTerminated.IsCompleted)
                return;
            try
            {
                // The process ends when this returns.
                shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).Wait(shutdown.TotalTimeout);
            }
            catch (Exception failure)
            {
                system.Log.Warning("CoordinatedShutdown from CLR shutdown failed: {0}", failure.Message);
            }
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
        system.WhenTerminated.ContinueWith(_ => AppDomain.CurrentDomain.ProcessExit -= OnExit, TaskScheduler.Default);
    }
}
