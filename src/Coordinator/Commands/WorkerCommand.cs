using System.CommandLine;
using S3Actors.Actors.Cluster;
using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>worker --join HOST:PORT</c>: evaluates subnets, or trains supernets, for a campaign that another process runs.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var join = new Option<string[]>("--join")
        {
            Description = "Address of the process that runs the campaign; may be repeated.", HelpName = "HOST:PORT", Required = true,
        };
        var role = new Option<string[]>("--role") { HelpName = "ROLE", DefaultValueFactory = _ => [NodeSettings.Evaluator] };
        role.Description = "What it does: evaluator, or trainer; may be repeated.";
        var evaluators = new Option<int>("--evaluators") { HelpName = "N" };
        evaluators.Description = "Evaluators that work in parallel; 0 takes one for each core or GPU.";
        var device = new Option<string>("--device") { HelpName = "DEVICE", DefaultValueFactory = _ => "auto" };
        device.Description = "auto, cpu, cuda:0, ...";
        var data = new Option<string?>("--data") { HelpName = "DIR" };
        data.Description = "Folder of the images, where it is another one than on the coordinator's machine.";
        var checkpoints = new Option<string?>("--checkpoints") { HelpName = "DIR" };
        checkpoints.Description = "Folder of the coordinator's checkpoints, where it is seen under another path here.";
        var log = new Option<string?>("--log") { Description = "File for what the worker's actors log.", HelpName = "FILE" };
        var cache = new Option<string?>("--cache") { HelpName = "DIR" };
        cache.Description = "Folder for copies of checkpoints that cannot be seen here; unless stated, one of the user's.";
        var cacheSize = new Option<int>("--cache-mib") { HelpName = "N", DefaultValueFactory = _ => 4096 };
        cacheSize.Description = "Room for them, MiB.";
        var stay = new Option<bool>("--stay");
        stay.Description = "Wait for the next campaign when one's session is over, as the queue's ('serve') follow one another.";
        var node = new NodeOptions(defaultPort: 0);
        var command = new Command("worker", "Evaluate subnets, or train supernets, for a campaign that another process runs (run --cluster).")
        {
            join, role, evaluators, device, data, checkpoints, log, cache, cacheSize, stay,
        };
        node.AddTo(command);
        command.SetAction(parsed =>
        {
            var roles = parsed.GetValue(role)!.Distinct(StringComparer.Ordinal).ToList();
            if (roles.Find(it => it is not (NodeSettings.Evaluator or NodeSettings.Trainer)) is { } unknown)
                throw new BadInputException($"{role.Name} {unknown}: not {NodeSettings.Evaluator} or {NodeSettings.Trainer}");
            if (parsed.GetValue(evaluators) is < 0 or > 1024)
                throw new BadInputException($"--evaluators {parsed.GetValue(evaluators)}: not in 0..1024");
            if (parsed.GetValue(cacheSize) is < 0 or > 1 << 30)
                throw new BadInputException($"{cacheSize.Name} {parsed.GetValue(cacheSize)}: not in 0..{1 << 30}");
            var options = new WorkerOptions(
                node.Read(parsed), [.. parsed.GetValue(join)!.Select(text => NodeAddress.Of(join.Name, text, NodeAddress.DefaultPort))],
                roles, parsed.GetValue(evaluators), parsed.GetValue(device)!, parsed.GetValue(data), parsed.GetValue(log))
            {
                CheckpointFolder = parsed.GetValue(checkpoints),
                CacheFolder = parsed.GetValue(cache) ?? UsersCache(),
                CacheBytes = (long)parsed.GetValue(cacheSize) << 20,
                Stays = parsed.GetValue(stay),
            };
            if (options.Node.Listen.IsLoopback && options.Join.FirstOrDefault(address => !address.IsLoopback) is { } far)
                throw new BadInputException(
                    $"--join {far}: the process there must reach this one; --listen HOST names the address by which it does");
            return new WorkerProcess(options, CrashPoints.FromEnvironment(), Console.Error.WriteLine).Run();
        });
        return command;
    }

    private static string UsersCache()
    {
        var stated = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = string.IsNullOrEmpty(stated) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : stated;
        return Path.Combine(home, "s3actors");
    }
}
