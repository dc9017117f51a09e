using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MessagePack;

namespace S3Actors.Tests.Contracts.Packing;

/// <summary>Another implementation of the format (Debian's python3-msgpack) reads the same content out of our bytes.</summary>
public sealed class IndependentDecoderTests
{
    private const string Script = """
        import sys, struct
        try:
            import msgpack
        except ImportError:
            sys.exit('module msgpack is missing')
        def text(v):
            if v is None: return 'nil'
            if v is True: return 'true'
            if v is False: return 'false'
            if isinstance(v, int): return str(v)
            if isinstance(v, float): return 'f' + struct.pack('>d', v).hex()
            if isinstance(v, str): return 's' + v.encode('utf-8').hex()
            if isinstance(v, bytes): return 'b' + v.hex()
            if isinstance(v, list): return '[' + ' '.join(map(text, v)) + ']'
            if isinstance(v, dict): return '{' + ' '.join(text(k) + '=' + text(x) for k, x in v.items()) + '}'
            if isinstance(v, msgpack.Timestamp): return 't%d.%09d' % (v.seconds, v.nanoseconds)
            raise TypeError(type(v))
        for line in sys.stdin:
            print(text(msgpack.unpackb(bytes.fromhex(line.strip()), strict_map_key=False)))
        """;

    [Fact]
    public void Python_reads_what_was_written()
    {
        var values = Samples().Sample(200, 40).Prepend((Big)VectorValues.All.Values.Single(v => v.Type == typeof(Big)).Value!).ToList();
        var decoded = Decode(values.Select(value => Convert.ToHexString(MessagePackSerializer.Serialize(value))));
        Assert.Equal(values.Count, decoded.Count);
        for (var i = 0; i < values.Count; i++) Assert.Equal(Describe(values[i]), decoded[i]);
    }

    [Fact]
    public void Python_reads_every_vector()
    {
        var bytes = VectorValues.All.Values.Select(v => MessagePackSerializer.Serialize(v.Type, v.Value)).ToList();
        var decoded = Decode(bytes.Select(Convert.ToHexString));
        Assert.Equal(bytes.Count, decoded.Count);
        Assert.Contains("[0 [f4000000000000000]]", decoded);
        Assert.Contains("{s416c706861=1 s42657461=s62}", decoded);
        Assert.Contains("t1639011723.456789100", decoded);
    }

    private static Gen<Big> Samples()
    {
        // Whole code points: a lone surrogate has no UTF-8 form.
        var text = Gen.ArrayOf(Gen.OneOf(Gen.Choose(0x20, 0x7E), Gen.Choose(0xA0, 0xD7FF), Gen.Choose(0xE000, 0x10FFFF)))
            .Select(points => string.Concat(points.Select(char.ConvertFromUtf32)));
        var number = ArbMap.Default.GeneratorFor<double>();
        return from name in text
               from numbers in ArbMap.Default.GeneratorFor<int[]>()
               from maybe in Gen.OneOf(Gen.Constant<string?>(null), text.Select(t => (string?)t))
               from color in Gen.Elements(Color.Red, Color.Green, Color.Blue)
               from count in ArbMap.Default.GeneratorFor<long>()
               from keys in Gen.ArrayOf(text)
               from value in number
               from seconds in Gen.Choose(-1_000_000_000, int.MaxValue)
               from ticks in Gen.Choose(0, 9_999_999)
               from digest in ArbMap.Default.GeneratorFor<byte[]>()
               from points in Gen.ArrayOf(from x in ArbMap.Default.GeneratorFor<int>() from y in number select new Point(x, y))
               from ok in ArbMap.Default.GeneratorFor<bool>()
               select new Big(
                   name, numbers, maybe, color, count, keys.Distinct().ToDictionary(key => key, _ => value), new Id(name),
                   DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(ticks), TimeSpan.FromTicks(count), digest, points, ok);
    }

    private static string Describe(Big v)
    {
        var sinceEpoch = v.At - DateTime.UnixEpoch;
        var seconds = (long)Math.Floor((decimal)sinceEpoch.Ticks / TimeSpan.TicksPerSecond);
        var nanoseconds = (sinceEpoch.Ticks - (seconds * TimeSpan.TicksPerSecond)) * 100;
        return string.Create(CultureInfo.InvariantCulture, $"[{Text(v.Name)} {List(v.Numbers.Select(n => $"{n}"))} {(v.Maybe is null ? "nil" : Text(v.Maybe))} {(int)v.Color} {v.Count} "
            + $"{{{string.Join(' ', v.Map.Select(pair => $"{Text(pair.Key)}={Float(pair.Value)}"))}}} [{Text(v.Id.Value)}] t{seconds}.{nanoseconds:D9} {v.Took.Ticks} "
            + $"b{Convert.ToHexStringLower(v.Digest)} {List(v.Points.Select(p => $"[{p.X} {Float(p.Y)}]"))} {(v.Ok ? "true" : "false")}]");
    }

    private static string Text(string value) => "s" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value));

    private static string Float(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return "f" + Convert.ToHexStringLower(bytes);
    }

    private static string List(IEnumerable<string> items) => $"[{string.Join(' ', items)}]";

    private static IReadOnlyList<string> Decode(IEnumerable<string> hexLines)
    {
        const string Interpreter = "/usr/bin/python3";
        Assert.True(File.Exists(Interpreter), $"The independent decoder needs {Interpreter} with the module msgpack (Debian: python3-msgpack; ./run.sh installs it).");
        var start = new ProcessStartInfo(Interpreter, ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync();
        var errors = python.StandardError.ReadToEndAsync();
        try
        {
            foreach (var line in hexLines) python.StandardInput.WriteLine(line);
            python.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early; what it said follows.
        }

        python.WaitForExit();
        Assert.True(python.ExitCode == 0, $"{Interpreter} with the module msgpack (Debian: python3-msgpack; ./run.sh installs it): {errors.Result}");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
