using System.Globalization;
using S3Actors.Bench.Gpu;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;

// bench [NAME ...] [--json]          runs the benchmarks named, or all; with --thorough longer than usual, to be surer
// bench gpu OPTION ...              the one for GPUs, never unasked: see gpu.sh
// bench --list                       says what there is
// bench --serve NAME ARGUMENT ...    the part of a benchmark that is a process of its own
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
NativeEnvironment.Prepare();
if (args is [GpuBenchmark.Name, .. var options]) return GpuBenchmark.Run(options);
return args is ["--serve", var part, .. var arguments] ? Dispatch.Serve(part, arguments) : Dispatch.Run(args);
