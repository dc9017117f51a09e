using System.Runtime.InteropServices;

namespace S3Actors.Coordinator.Hosting;

/// <summary>Ctrl-C and SIGTERM: the first asks for a pause, the second ends the process at once. Either way the same command goes on.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<string> _pause;
    private readonly Action? _end;
    private readonly Func<bool>? _since;
    private int _count;

    /// <param name="pause">Called once, with the reason; quick.</param>
    /// <param name="end">Called as the process is about to end by the second; quick.</param>
    /// <param name="since">What comes before this holds is left to others that hear signals; null for nothing.</param>
    public StopSignals(Action<string> pause, Action? end = null, Func<bool>? since = null)
    {
        (_pause, _end, _since) = (pause, end, since);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        if (_since?.Invoke() == false) return;
        if (Interlocked.Increment(ref _count) > 1)
        {
            _end?.Invoke();
            return; // not cancelled: the signal does what it does by itself
        }
        context.Cancel = true;
        _pause(context.Signal.ToString());
    }
}
