using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using static System.FormattableString;

namespace S3Actors.Models.Evolution;

/// <summary>A file that holds a user's own rules, read and not run.</summary>
/// <param name="Assembly">What a specification calls it.</param>
/// <param name="Bytes">Its content.</param>
public sealed record RuleFile(RuleAssembly Assembly, byte[] Bytes)
{
    private const long MostBytes = 64 << 20;

    /// <summary>Reads a file; nothing of it runs.</summary>
    /// <exception cref="UnknownRuleException">It is missing, cannot be read, or is no .NET assembly.</exception>
    public static RuleFile Read(string path)
    {
        try
        {
            var bytes = DataFile.ReadAllBytes(path, MostBytes);
            using var reader = new PEReader(ImmutableArray.Create(bytes));
            var version = reader.GetMetadataReader().GetAssemblyDefinition().Version;
            var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return new RuleFile(new RuleAssembly(Path.GetFileName(path), version.ToString(), digest), bytes);
        }
        catch (DataFileException denied)
        {
            throw new UnknownRuleException($"the rule assembly {denied.Message}", denied);
        }
        catch (Exception failed) when (failed is BadImageFormatException or InvalidOperationException)
        {
            throw new UnknownRuleException($"the rule assembly {path} is no .NET assembly", failed);
        }
    }
}

/// <summary>
/// Users' own rules, which are code: only what <see cref="Load"/> was given runs. Nothing that a specification or a journal says loads
/// anything. A rule is known by the digest of its assembly, so that it is the same in every process.
/// </summary>
public static class OwnRules
{
    private static readonly ConcurrentDictionary<string, (RuleFile File, IUpdateRule[] Rules)> ByDigest = new(StringComparer.Ordinal);

    /// <summary>Loads the rules of an assembly. The user wants its code to run.</summary>
    /// <exception cref="UnknownRuleException">It cannot be loaded, or a rule of it has the name of a built-in one.</exception>
    public static void Load(RuleFile file)
    {
        if (ByDigest.ContainsKey(file.Assembly.Sha256)) return;
        var rules = RulesOf(file);
        if (rules.FirstOrDefault(rule => UpdateRules.BuiltIn.Any(it => it.Name == rule.Name)) is { } taken)
            throw new UnknownRuleException($"the rule assembly {file.Assembly.File} has a rule '{taken.Name}', which is the name of a built-in one");
        ByDigest[file.Assembly.Sha256] = (file, rules);
    }

    /// <summary>A loaded assembly; null where it is not.</summary>
    public static RuleFile? Loaded(RuleAssembly assembly) => ByDigest.TryGetValue(assembly.Sha256, out var it) ? it.File : null;

    /// <summary>The rule that a specification names in an assembly.</summary>
    /// <exception cref="UnknownRuleException">The assembly is not loaded, or has no such rule or more than one.</exception>
    internal static IUpdateRule Resolve(string name, string place)
    {
        // Earlier versions recorded a path and no digest: what was loaded is what the user says it is.
        var loaded = !RuleAssembly.TryParse(place, out var assembly) ? ByDigest.Values.ToList()
            : ByDigest.TryGetValue(assembly.Sha256, out var it) ? [it] : [];
        if (loaded.Count == 0)
            throw new UnknownRuleException($"the rule '{name}' is code of your own ({place}), and code runs only where you say so: "
                + "--rule-assembly FILE names the file, and trusts it from then on");
        var rules = loaded.SelectMany(own => own.Rules).ToList();
        var found = rules.FindAll(rule => string.Equals(rule.Name, name, StringComparison.Ordinal));
        if (found.Count == 1) return found[0];
        throw new UnknownRuleException(found.Count == 0
            ? $"no rule '{name}' in {place}; {(rules.Count == 0 ? "it holds none" : $"it has {string.Join(", ", rules.Select(rule => rule.Name))}")}"
            : Invariant($"{found.Count} rules are called '{name}' in {place}: ")
                + string.Join(", ", found.Select(rule => rule.GetType().FullName)));
    }

    private static IUpdateRule[] RulesOf(RuleFile file)
    {
        try
        {
            // From the bytes that were digested; what else lies in the file's folder is not looked for.
            return [.. Assembly.Load(file.Bytes).GetExportedTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IUpdateRule)))
                .Where(type => type.GetConstructor(Type.EmptyTypes) is not null)
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (IUpdateRule)Activator.CreateInstance(type)!)];
        }
        catch (Exception failed) when (failed is IOException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException
            or TargetInvocationException or ArgumentException or NotSupportedException)
        {
            var reason = (failed.InnerException ?? failed).Message;
            throw new UnknownRuleException($"the rule assembly {file.Assembly.File} cannot be loaded: {reason}", failed);
        }
    }
}
