using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>
/// A circuit breaker around a plugin's calls: after so many failures in a row (late answers count) calls fail at once;
/// when the reset time has passed one call is let through, and decides.
/// </summary>
internal sealed class CallGuard
{
    private readonly int _maxFailures;
    private readonly TimeSpan _callTimeout;
    private readonly TimeSpan _resetTimeout;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Lock _gate = new();
    private int _failures;
    private bool _probing;
    private long _opened;
    private Exception _lastFailure;

    public CallGuard(Config config)
    {
        _maxFailures = config.GetInt("circuit-breaker.max-failures");
        _callTimeout = config.GetTimeSpan("circuit-breaker.call-timeout", TimeSpan.FromSeconds(10));
        _resetTimeout = config.GetTimeSpan("circuit-breaker.reset-timeout", TimeSpan.FromSeconds(30));
    }

    private bool IsOpen => _maxFailures > 0 && _failures >= _maxFailures;

    public Task Call(Func<Task> body) => Call(async () =>
    {
        await body().ConfigureAwait(false);
        return true;
    });

    public async Task<T> Call<T>(Func<Task<T>> body)
    {
        Enter();
        try
        {
            var result = await body().WaitAsync(_callTimeout).ConfigureAwait(false);
            Leave(null);
            return result;
        }
        catch (Exception failure)
        {
            Leave(failure);
            throw;
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
            if (!IsOpen) return;
            if (_probing || _time.GetElapsedTime(_opened) < _resetTimeout) throw new PluginUnavailableException(_lastFailure);
            _probing = true;
        }
    }

    private void Leave(Exception failure)
    {
        lock (_gate)
        {
            _probing = false;
            _lastFailure = failure;
            _failures = failure is null ? 0 : _failures + 1;
            if (IsOpen) _opened = _time.GetTimestamp();
        }
    }
}

/// <summary>The plugin has failed too often; it is not asked for a while.</summary>
internal sealed class PluginUnavailableException(Exception cause)
    : AkkaException("Circuit breaker is open; calls are failing fast", cause);
