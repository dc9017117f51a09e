using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;

namespace S3Actors.Tests.Coordinator.WhatIf;

/// <summary>Assemblies with rules, as users have them.</summary>
internal static class RuleAssemblies
{
    private static readonly Lazy<string> Built = new(BuildSample);

    /// <summary>The project of docs/own-rule, copied to a folder of its own and built there as the page says.</summary>
    public static string Sample => Built.Value;

    /// <summary>Writes an assembly with a rule whose constructor writes a file: whoever loads it is seen.</summary>
    /// <param name="file">The assembly's.</param>
    /// <param name="mark">What its code writes.</param>
    public static void WriteHostile(string file, string mark)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Hostile") { Version = new Version(6, 6, 6, 0) }, typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("Hostile").DefineType("Hostile", TypeAttributes.Public, typeof(object), [typeof(IUpdateRule)]);
        var il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        il.Emit(OpCodes.Ldstr, mark);
        il.Emit(OpCodes.Ldstr, "ran");
        il.Emit(OpCodes.Call, typeof(File).GetMethod(nameof(File.WriteAllText), [typeof(string), typeof(string)])!);
        il.Emit(OpCodes.Ret);
        Returning("get_Name", typeof(string), [], "hostile");
        Returning("get_Version", typeof(string), [], "1");
        Returning(nameof(IUpdateRule.Decide), typeof(RuleDecision), [typeof(DimensionMeasurement), typeof(RuleSpec)], null);
        type.CreateType();
        assembly.Save(file);

        void Returning(string name, Type result, Type[] parameters, string? value)
        {
            var method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig, result, parameters);
            var body = method.GetILGenerator();
            if (value is null) body.Emit(OpCodes.Ldnull);
            else body.Emit(OpCodes.Ldstr, value);
            body.Emit(OpCodes.Ret);
            type.DefineMethodOverride(method, typeof(IUpdateRule).GetMethod(name)!);
        }
    }

    private static string BuildSample()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "S3Actors.sln"))) root = root.Parent!;
        var folder = Directory.CreateTempSubdirectory("s3actors-own-rule-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(Path.Combine(root.FullName, "docs", "own-rule"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        string[] arguments =
        [
            "build", "-c", "Release", $"-p:S3Actors={AppContext.BaseDirectory.TrimEnd('/')}", "-warnaserror", "-v", "quiet", "-nologo",
            "-nodeReuse:false", "-p:UseSharedCompilation=false", // no server stays behind
        ];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var said = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, said);
        return Path.Combine(folder, "bin", "Release", "net10.0", "MyRules.dll");
    }
}
