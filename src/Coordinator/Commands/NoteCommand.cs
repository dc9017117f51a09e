using System.CommandLine;
using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Notes;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>note NAME [TEXT] [--tag TAG] [--untag TAG]</c>: remarks and tags of a campaign, at work or not.</summary>
internal static class NoteCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var text = new Argument<string?>("TEXT") { Description = "A remark to keep with it; without one, and without tags, all are shown.", Arity = ArgumentArity.ZeroOrOne };
        var tag = new Option<string[]>("--tag") { Description = "A tag to give it; may be repeated. 'list --tag TAG' shows those that have it.", HelpName = "TAG", DefaultValueFactory = _ => [] };
        var untag = new Option<string[]>("--untag") { Description = "A tag to take from it; may be repeated.", HelpName = "TAG", DefaultValueFactory = _ => [] };
        var command = new Command("note", "Keep a remark or a tag with a campaign, or show them; it may be at work.") { name, text, tag, untag };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            var notes = New(folder, parsed.GetValue(text), parsed.GetValue(tag)!, parsed.GetValue(untag)!, DateTimeOffset.UtcNow);
            if (notes.Count > 0) CampaignNotes.Append(folder, notes);
            var all = CampaignNotes.Read(folder);
            invocation.Print(new { folder.Name, all.Tags, Notes = all.Remarks }, _ => Text(folder, all));
            return ExitCode.Done;
        });
        return command;
    }

    private static List<CampaignNote> New(CampaignFolder folder, string? text, string[] tags, string[] untags, DateTimeOffset now)
    {
        var known = CampaignNotes.Read(folder).Tags;
        if (text is not null && string.IsNullOrWhiteSpace(text)) throw new BadInputException("the note is empty");
        if (text?.Length > CampaignNote.LongestText) throw new BadInputException($"the note has {text.Length} characters; at most {CampaignNote.LongestText} are allowed");
        foreach (var tag in tags)
            if (!CampaignNote.MayBeTag(tag)) throw new BadInputException($"'{SingleLine.Of(tag)}' can be no tag: a tag is {CampaignNote.TagsAllowed}");
        foreach (var tag in untags)
            if (!known.Contains(tag)) throw new BadInputException($"campaign '{folder.Name}' has no tag '{SingleLine.Of(tag)}'; it has {(known.Count == 0 ? "none" : string.Join(", ", known))}");
        return
        [
            .. text is null ? (CampaignNote[])[] : [new CampaignNote(now, Text: text)],
            .. tags.Except(known).Select(tag => new CampaignNote(now, Tag: tag)),
            .. untags.Distinct().Select(tag => new CampaignNote(now, Untag: tag)),
        ];
    }

    private static string Text(CampaignFolder folder, CampaignNotes notes)
    {
        if (notes.Remarks.Count == 0 && notes.Tags.Count == 0) return $"campaign '{folder.Name}' has no notes and no tags";
        var text = new StringBuilder();
        if (notes.Tags.Count > 0) text.Append(CultureInfo.InvariantCulture, $"tags: {string.Join(", ", notes.Tags)}\n");
        foreach (var remark in notes.Remarks) text.Append(remark.ToLine()).Append('\n');
        return text.ToString();
    }
}
