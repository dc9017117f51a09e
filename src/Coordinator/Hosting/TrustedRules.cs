using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// Which code of users' own may run: what <c>--rule-assembly</c> named in this command, and what it named before, which is remembered
/// by its digest in the user's own configuration. A campaign's folder is data, also where it came from somebody else: what it names or brings runs
/// only if its digest is trusted.
/// </summary>
internal static class TrustedRules
{
    private const int DigestCharacters = 64;

    /// <summary>The list, a line an assembly: its digest, then its name for people. Removing a line withdraws the trust.</summary>
    private static string? ListFile
    {
        get
        {
            var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return folder.Length > 0 ? Path.Combine(folder, "s3actors", "trusted-rules") : null;
        }
    }

    /// <summary>Loads what the user named, and trusts it from now on.</summary>
    /// <exception cref="BadInputException">A file cannot be loaded.</exception>
    public static void Say(IEnumerable<string> files)
    {
        foreach (var path in files)
        {
            try
            {
                var file = RuleFile.Read(Path.GetFullPath(path));
                OwnRules.Load(file);
                Remember(file.Assembly);
            }
            catch (UnknownRuleException unknown)
            {
                throw new BadInputException($"--rule-assembly {path}: {unknown.Message}");
            }
        }
    }

    /// <summary>Loads those of some files whose digests are trusted: what settings name, what a campaign's folder keeps, what its journal names.</summary>
    /// <param name="evolutions">What is to be decided by; nothing else is looked for in the folder.</param>
    public static void Offer(IEnumerable<EvolutionSpec> evolutions, IEnumerable<string> files, Journal.CampaignFolder? folder)
    {
        var named = Named(evolutions).ToList();
        var kept = folder is null ? [] : Assemblies(named).Where(it => OwnRules.Loaded(it) is null).Select(folder.RuleFile);
        string[] candidates = [.. files, .. kept, .. named.Where(it => !RuleAssembly.TryParse(it, out _))];
        if (candidates.Length == 0) return;
        var trusted = Read();
        foreach (var path in candidates.Where(File.Exists))
        {
            try
            {
                var file = RuleFile.Read(path);
                if (trusted.Contains(file.Assembly.Sha256)) OwnRules.Load(file);
            }
            catch (UnknownRuleException)
            {
                // What asks for a rule of it says that it is not there.
            }
        }
    }

    /// <summary>Every rule that is to decide is there.</summary>
    /// <exception cref="UnknownRuleException">One is not, or may not run.</exception>
    public static void Require(EvolutionSpec evolution)
    {
        foreach (var rule in UpdateRules.All(evolution)) _ = UpdateRules.Resolve(rule);
    }

    /// <summary>Copies the assemblies that a campaign decides by into its folder.</summary>
    /// <param name="from">Another campaign's folder that may have them; null for none.</param>
    public static void Keep(Journal.CampaignFolder folder, EvolutionSpec evolution, Journal.CampaignFolder? from = null)
    {
        foreach (var assembly in Assemblies(Named([evolution])))
        {
            var (target, bytes) = (folder.RuleFile(assembly), OwnRules.Loaded(assembly)?.Bytes);
            if (bytes is null && from?.RuleFile(assembly) is { } copy && File.Exists(copy)) bytes = File.ReadAllBytes(copy);
            if (bytes is null || File.Exists(target)) continue;
            Models.Training.DurableFile.Write(target, stream => stream.Write(bytes));
        }
    }

    private static IEnumerable<string> Named(IEnumerable<EvolutionSpec> evolutions) =>
        evolutions.SelectMany(UpdateRules.All).Select(it => it.Assembly).OfType<string>().Distinct();

    private static IEnumerable<RuleAssembly> Assemblies(IEnumerable<string> named)
    {
        foreach (var text in named)
            if (RuleAssembly.TryParse(text, out var assembly)) yield return assembly;
    }

    private static HashSet<string> Read()
    {
        try
        {
            return ListFile is { } list && File.Exists(list)
                ? [.. File.ReadLines(list).Where(line => line.Length >= DigestCharacters).Select(line => line[..DigestCharacters])] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the list of trusted rules {ListFile} cannot be read: {e.Message}");
        }
    }

    private static void Remember(RuleAssembly assembly)
    {
        if (Read().Contains(assembly.Sha256)) return;
        try
        {
            if (ListFile is not { } list) return;
            Directory.CreateDirectory(Path.GetDirectoryName(list)!);
            File.AppendAllText(list, $"{assembly.Sha256}  {assembly.File} {assembly.Version}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{assembly.File} runs in this command, but its trust cannot be remembered in {ListFile}: {e.Message}");
        }
    }
}
