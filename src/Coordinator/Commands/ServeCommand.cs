using System.CommandLine;
using System.Globalization;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Queue;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>serve</c>: runs the campaigns of the queue, one on each device at a time.</summary>
internal static class ServeCommand
{
    private const int MostDevices = 64;

    public static Command Create()
    {
        var device = new Option<string[]>("--device")
        {
            Description = "A device: it has one campaign at a time. May be repeated, also the same one. auto is where the campaign's settings say.",
            HelpName = "DEVICE", DefaultValueFactory = _ => [QueueService.AnyDevice],
        };
        var untilEmpty = new Option<bool>("--until-empty") { Description = "End once nothing is left to run." };
        var cluster = new Option<bool>("--cluster") { Description = "Campaigns take workers (worker --join --stay), as with run --cluster." };
        var mixed = new Option<bool>("--allow-mixed") { Description = "With --cluster: as run takes it." };
        var wait = new Option<int>("--wait-for-workers") { HelpName = "N" };
        wait.Description = "With --cluster: each campaign begins once so many workers take part.";
        var node = new NodeOptions(NodeAddress.DefaultPort);
        var command = new Command("serve", "Run the campaigns of the queue, each device one after the other. Several servers may serve one queue.")
        {
            device, untilEmpty, cluster, mixed, wait,
        };
        node.AddTo(command);
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var takesWorkers = parsed.GetValue(cluster);
            var ofCluster = node.NameOfStated(parsed) ?? (parsed.GetValue(mixed) ? mixed.Name : parsed.GetValue(wait) != 0 ? wait.Name : null);
            if (!takesWorkers && ofCluster is { } stated) throw new BadInputException($"{stated} goes with --cluster");
            if (parsed.GetValue(wait) is < 0 or > 10_000) throw new BadInputException($"{wait.Name} {parsed.GetValue(wait)}: not in 0..10000");
            var devices = parsed.GetValue(device)!;
            if (devices.FirstOrDefault(it => !IsDevice(it)) is { } unknown)
                throw new BadInputException($"--device {unknown}: not auto, cpu, cuda:0, cuda:1, ...");
            if (devices.Length > MostDevices) throw new BadInputException($"--device: {devices.Length} times, not at most {MostDevices}");
            var own = node.Read(parsed);
            var say = (Action<string>)(invocation.Json ? Console.Error : Console.Out).WriteLine;
            var service = new QueueService(devices, parsed.GetValue(untilEmpty), number => takesWorkers ? [.. Options(number)] : []);
            return new QueueServer(new CampaignQueue(invocation.RunsFolder), service, say).Serve();

            IEnumerable<string> Options(int number) =>
            [
                "--cluster", "--listen", (own.Listen.Port == 0 ? own.Listen : own.Listen with { Port = own.Listen.Port + number }).ToString(),
                .. node.Certificates(parsed),
                .. parsed.GetValue(mixed) ? [mixed.Name] : Array.Empty<string>(),
                .. parsed.GetValue(wait) > 0 ? [wait.Name, parsed.GetValue(wait).ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            ];
        });
        return command;
    }

    private static bool IsDevice(string name) => name is QueueService.AnyDevice or "cpu"
        || (name.StartsWith("cuda:", StringComparison.Ordinal) && name.Length is > 5 and < 9 && name[5..].All(char.IsAsciiDigit));
}
