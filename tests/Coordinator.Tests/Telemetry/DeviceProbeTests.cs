using S3Actors.Coordinator.Telemetry;

namespace S3Actors.Tests.Coordinator.Telemetry;

/// <summary>What a session's GPUs do, by a program that answers as nvidia-smi does.</summary>
public sealed class DeviceProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Program => _folder.WriteProgram("smi", """
        #!/bin/sh
        [ "$1" = --query-gpu=uuid,utilization.gpu,memory.used,memory.total ] || exit 1
        echo x >> "$0.asked"
        cat << END
        GPU-11111111, 97, 20480, 81559
        GPU-22222222, 5, 512, 81559
        GPU-33333333, [N/A], [N/A], 81559
        END
        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_devices_of_the_session_are_found_among_those_that_are_visible()
    {
        var first = new DeviceUse("cuda:0", 0.97, 20480L << 20, 81559L << 20);
        var second = new DeviceUse("cuda:0", 0.05, 512L << 20, 81559L << 20);
        Assert.Equal([first, second with { Device = "cuda:1" }], new DeviceProbe(["cuda:0", "cuda:1"], program: Program).Ask());
        Assert.Equal([second], new DeviceProbe(["cuda:0"], "1,0", Program).Ask());
        Assert.Equal([second], new DeviceProbe(["cuda:0"], "GPU-2222", Program).Ask());
        Assert.Equal([first], new DeviceProbe(["cuda:0", "cuda:2"], program: Program).Ask()); // the third says nothing of itself
    }

    [Fact]
    public void Nobody_is_asked_of_a_processor_nor_twice_where_there_is_no_answer()
    {
        Assert.Null(new DeviceProbe(["cpu"], program: Program).Ask());
        Assert.Null(new DeviceProbe(["cuda:0"], program: _folder.Path("missing")).Ask());
        var probe = new DeviceProbe(["cuda:7"], program: Program);
        Assert.Null(probe.Ask());
        Assert.Null(probe.Ask());
        Assert.Equal("x\n", File.ReadAllText(_folder.Path("smi.asked")));
    }
}
