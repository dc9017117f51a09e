using System.Globalization;
using S3Actors.Coordinator.CommandLine;
using S3Actors.Coordinator.Running;

// Numbers look the same whatever the user's locale: what is printed is read by programs too.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
NativeEnvironment.Prepare();
return await CommandTree.Run(args);
