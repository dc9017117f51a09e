using System.Globalization;
using S3Actors.Coordinator.CommandLine;

// Numbers look the same whatever the user's locale: what is printed is read by programs too.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await CommandTree.Run(args);
