using System.Globalization;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Running;

// bench [NAME ...] [--json]          runs the benchmarks named, or all; with --thorough longer than usual, to be surer
// bench --list                       says what there is
// bench --serve NAME ARGUMENT ...    the part of a benchmark that is a process of its own
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
NativeEnvironment.Prepare();
return args is ["--serve", var part, .. var arguments] ? Dispatch.Serve(part, arguments) : Dispatch.Run(args);
