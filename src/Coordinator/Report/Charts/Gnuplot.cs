using System.ComponentModel;
using System.Diagnostics;

namespace S3Actors.Coordinator.Report.Charts;

/// <summary>No pictures: gnuplot is not there, or did not draw. One line.</summary>
public sealed class ChartsUnavailableException(string message) : Exception(message);

/// <summary>Draws figures by gnuplot, a process fed on its standard input; it writes no file.</summary>
public static class Gnuplot
{
    private const string Program = "gnuplot";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Each figure as an <c>svg</c> element to stand in a page.</summary>
    /// <param name="figures">Their ids differ.</param>
    /// <param name="program">Name or path of gnuplot.</param>
    /// <exception cref="ChartsUnavailableException">gnuplot cannot be started or says that something is wrong.</exception>
    public static IReadOnlyList<string> Draw(IReadOnlyList<Figure> figures, string program = Program)
    {
        if (figures.Count == 0) return [];
        var drawn = Run(program, GnuplotScript.Of(figures)).Split("<?xml", StringSplitOptions.RemoveEmptyEntries);
        if (drawn.Length != figures.Count) throw new ChartsUnavailableException($"gnuplot drew {drawn.Length} pictures where {figures.Count} were asked for");
        return [.. Enumerable.Zip(figures, drawn, (figure, svg) => InlineSvg.Of("<?xml" + svg, figure))];
    }

    /// <summary>Its name and version.</summary>
    /// <exception cref="ChartsUnavailableException">It cannot be started.</exception>
    public static string Version() => "gnuplot " + Run(Program, "set print '-'\nprint GPVAL_VERSION, ' patchlevel ', GPVAL_PATCHLEVEL\n").Trim();

    private static string Run(string program, string script)
    {
        // Neither the user's settings file nor his locale may change a picture.
        var start = new ProcessStartInfo(program, ["-d", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("GNUTERM");
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            try
            {
                process.StandardInput.Write(script);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // it stopped listening: what it says on standard error is the reason
            }
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                throw new ChartsUnavailableException($"{program} did not end within {Patience.TotalSeconds:0} s");
            }
            process.WaitForExit();
            var said = errors.Result.Trim();
            if (process.ExitCode != 0) throw new ChartsUnavailableException($"{program} failed: {said.Split('\n')[^1].Trim()}");
            return output.Result;
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            throw new ChartsUnavailableException($"the program '{program}' cannot be started ({e.Message.Split('\n')[0]}): charts need it; Debian's package is gnuplot-nox");
        }
    }
}
