using System.CommandLine;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>completion bash|zsh</c>: what a shell must know to complete commands, options and their values.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _s3actors() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _s3actors s3actors
            """,
        ["zsh"] = """
            _s3actors() {
              local -a found
              found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              [[ -n "${found[1]}" ]] && compadd -- "${found[@]}" || _files
            }
            compdef _s3actors s3actors
            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print the completion script of a shell: source <(s3actors completion bash)") { shell };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(Scripts[parsed.GetValue(shell)!]);
            return ExitCode.Done;
        });
        return command;
    }
}
