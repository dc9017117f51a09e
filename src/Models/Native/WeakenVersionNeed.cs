// A step of the build (LibTorch.targets), compiled by MSBuild and no part of an assembly.
#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a shared library (ELF, 64 bits, little-endian). Where the system's libstdc++ lacks the named symbol version, the copy's need
/// of it is marked as weak, so that the dynamic loader no longer refuses the library. The source is never written to.
/// </summary>
/// <remarks>Layout: ELF gABI, "Section Header"; LSB Core, "Symbol Versioning" (Elf64_Verneed, Elf64_Vernaux).</remarks>
public sealed class WeakenVersionNeed : Task
{
    private const uint VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK

    [Required] public string Source { get; set; } = "";
    [Required] public string Destination { get; set; } = "";

    /// <summary>The symbol version, such as GLIBCXX_3.4.32.</summary>
    [Required] public string Version { get; set; } = "";

    /// <summary>The system's libstdc++; the one that this process has loaded when empty.</summary>
    public string SystemLibrary { get; set; } = "";

    public override bool Execute()
    {
        var library = File.ReadAllBytes(Source);
        var system = SystemLibrary is { Length: > 0 } named ? named : LoadedLibrary("libstdc++.so.6");
        if (system is not null && !Contains(File.ReadAllBytes(system), Version))
        {
            try
            {
                if (FlagsOfNeed(library) is int flags)
                {
                    library[flags] |= (byte)Weak;
                    Log.LogMessage(MessageImportance.Normal, "{0}: {1} marked as weak, because {2} lacks it", Destination, Version, system);
                }
            }
            catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
            {
                Log.LogError("{0} is not a 64-bit little-endian ELF file whose version needs can be read", Source);
                return false;
            }
        }
        var aside = Destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(aside, library);
        if (File.Exists(Destination)) File.Delete(Destination); // netstandard 2.0 has no File.Move that replaces
        File.Move(aside, Destination);
        return true;
    }

    /// <summary>Where the flags of the named need stand in the file; null where there is no such need.</summary>
    private int? FlagsOfNeed(byte[] file)
    {
        if (file.Length < 64 || file[0] != 0x7f || file[1] != 'E' || file[2] != 'L' || file[3] != 'F' || file[4] != 2 || file[5] != 1)
            throw new ArgumentException("no ELF header");
        var headers = checked((int)BitConverter.ToUInt64(file, 40));
        int size = BitConverter.ToUInt16(file, 58), count = BitConverter.ToUInt16(file, 60);
        for (var section = 0; section < count; section++)
        {
            var header = headers + section * size;
            if (BitConverter.ToUInt32(file, header + 4) != VersionNeedSection) continue;
            var names = OffsetOf(file, headers + (int)BitConverter.ToUInt32(file, header + 40) * size);
            var need = OffsetOf(file, header);
            for (var left = BitConverter.ToUInt32(file, header + 44); left > 0; left--)
            {
                var entry = need + (int)BitConverter.ToUInt32(file, need + 8);
                for (int entries = BitConverter.ToUInt16(file, need + 2); entries > 0; entries--)
                {
                    if (NameAt(file, names + (int)BitConverter.ToUInt32(file, entry + 8)) == Version) return entry + 4;
                    entry += (int)BitConverter.ToUInt32(file, entry + 12);
                }
                need += (int)BitConverter.ToUInt32(file, need + 12);
            }
        }
        return null;
    }

    private static int OffsetOf(byte[] file, int sectionHeader) => checked((int)BitConverter.ToUInt64(file, sectionHeader + 24));

    private static string NameAt(byte[] file, int start) => Encoding.ASCII.GetString(file, start, Array.IndexOf(file, (byte)0, start) - start);

    private static bool Contains(byte[] file, string name) =>
        Encoding.GetEncoding("ISO-8859-1").GetString(file).IndexOf(name + "\0", StringComparison.Ordinal) >= 0;

    private static string? LoadedLibrary(string name) => !File.Exists("/proc/self/maps") ? null : File.ReadLines("/proc/self/maps")
        .Select(line => line.Substring(line.LastIndexOf(' ') + 1)).FirstOrDefault(path => path.Contains("/" + name));
}
