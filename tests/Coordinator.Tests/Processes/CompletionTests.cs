using System.Diagnostics;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What a shell completes.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("s3actors sta", "status")]
    [InlineData("s3actors list --st", "--state")]
    [InlineData("s3actors serve --unt", "--until-empty")]
    [InlineData("s3actors list --state sil", "silent")]
    public void Bash_completes_commands_options_and_values(string line, string completed)
    {
        var script = $"""
            PATH="{AppContext.BaseDirectory}:$PATH"; source <(s3actors completion bash)
            COMP_LINE="{line}"; COMP_POINT={line.Length}; COMP_WORDS=({line}); COMP_CWORD={line.Split(' ').Length - 1}
            _s3actors; echo "$COMPREPLY"
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        Assert.Equal(completed, bash.StandardOutput.ReadToEnd().Trim());
    }

    [Fact]
    public void Another_shell_is_refused_in_one_line()
    {
        var (exitCode, output, errors) = Product.Run("completion", "fish");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("'bash' 'zsh'", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
