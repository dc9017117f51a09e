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
    public static void WriteHostile(string file, string mark) => Write(
        file, "Hostile", "hostile", new Version(6, 6, 6, 0),
        constructor =>
        {
            constructor.Emit(OpCodes.Ldstr, mark);
            constructor.Emit(OpCodes.Ldstr, "ran");
            constructor.Emit(OpCodes.Call, typeof(File).GetMethod(nameof(File.WriteAllText), [typeof(string), typeof(string)])!);
        },
        decide =>
        {
            decide.Emit(OpCodes.Ldnull);
            decide.Emit(OpCodes.Ret);
        });

    /// <summary>Writes an assembly with the rule <c>throwing</c>, which has a bug.</summary>
    /// <param name="file">The assembly's.</param>
    /// <param name="type">Its type.</param>
    /// <param name="message">What the exception says.</param>
    public static void WriteThrowing(string file, string type, string message) => Write(
        file, type, "throwing", new Version(0, 1, 0, 0), _ => { },
        decide =>
        {
            decide.Emit(OpCodes.Ldstr, message);
            decide.Emit(OpCodes.Newobj, typeof(NotSupportedException).GetConstructor([typeof(string)])!);
            decide.Emit(OpCodes.Throw);
        });

    private static void Write(string file, string typeName, string rule, Version version, Action<ILGenerator> construct, Action<ILGenerator> decide)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(typeName) { Version = version }, typeof(object).Assembly);
        var type = assembly.DefineDynamicModule(typeName).DefineType(typeName, TypeAttributes.Public, typeof(object), [typeof(IUpdateRule)]);
        var il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        construct(il);
        il.Emit(OpCodes.Ret);
        Implement("get_Name", typeof(string), [], body => Return(body, rule));
        Implement("get_Version", typeof(string), [], body => Return(body, "1"));
        Implement(nameof(IUpdateRule.Decide), typeof(RuleDecision), [typeof(DimensionMeasurement), typeof(RuleSpec)], decide);
        type.CreateType();
        assembly.Save(file);

        void Implement(string name, Type result, Type[] parameters, Action<ILGenerator> body)
        {
            var method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig, result, parameters);
            body(method.GetILGenerator());
            type.DefineMethodOverride(method, typeof(IUpdateRule).GetMethod(name)!);
        }
    }

    private static void Return(ILGenerator body, string value)
    {
        body.Emit(OpCodes.Ldstr, value);
        body.Emit(OpCodes.Ret);
    }

    private static string BuildSample()
    {
        var folder = Directory.CreateTempSubdirectory("s3actors-own-rule-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "own-rule"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
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
