using S3Actors.Models.Data.Files;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>An image's file.</summary>
/// <param name="Path">Below the root, with '/', as <see cref="FileName"/> has it.</param>
/// <param name="Label">The class.</param>
/// <param name="Bytes">Length of what is read, whatever links lead there.</param>
/// <param name="IsLink">The file itself is a symbolic link.</param>
public readonly record struct ListedImage(string Path, int Label, long Bytes, bool IsLink);

/// <summary>
/// The images below a folder that has a folder for each class. Whatever begins with a dot is left out at every depth. Every folder is read
/// once, whatever links lead to it: by its own path if it lies below the root, else by the first link in ordinal order.
/// </summary>
public sealed class ImageListing
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];
    private readonly string _root;
    private readonly HashSet<(ulong Device, ulong Inode)> _visited = [];
    private readonly List<(string Folder, int Label, FileFacts Facts)> _links = [];
    private readonly List<ListedImage> _images = [];
    private readonly SortedDictionary<string, int> _otherEndings = new(StringComparer.Ordinal);
    private int _hidden;
    private int _repeatedFolders;
    private int _special;
    private int _outside;

    private ImageListing(string root) => _root = root;

    /// <summary>Names of the classes' folders, ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; private set; } = [];

    /// <summary>By class, then by path, ordinal order.</summary>
    public IReadOnlyList<ListedImage> Images => _images;

    /// <summary>What was left out, a line each: hidden, of other endings, repeated, no files, in no class.</summary>
    public IReadOnlyList<string> LeftOut => [.. Notes()];

    /// <summary>Lists a folder; opens no image.</summary>
    /// <exception cref="DataFileException">There is no such folder, it cannot be listed, or it has no folders.</exception>
    public static ImageListing Of(string root)
    {
        var facts = DataFile.Open(root, () => UnixFiles.Facts(root));
        if (facts.Kind != FileKind.Folder) throw new DataFileException(root, facts.Kind == FileKind.None ? "no such folder" : $"is {facts.KindInWords}, not a folder");
        var listing = new ImageListing(root);
        // A link to a folder that the root lies in is no link to more images.
        for (var above = root; listing._visited.Add((facts.Device, facts.Inode)); facts = DataFile.Open(root, () => UnixFiles.Facts(above))) above += "/..";
        listing.Read();
        return listing;
    }

    private void Read()
    {
        var entries = DataFile.Open(_root, () => UnixFiles.List(_root));
        var classes = entries.Where(entry => entry.Facts.Kind == FileKind.Folder && !IsHidden(entry.Name)).ToList();
        if (classes.Count == 0) throw new DataFileException(_root, "has no class folders: each class is a folder with its JPEG or PNG files");
        _hidden = entries.Count(entry => IsHidden(entry.Name));
        _outside = entries.Count(entry => entry.Facts.Kind == FileKind.File && !IsHidden(entry.Name) && HasEnding(entry.Name));
        Classes = [.. classes.Select(entry => entry.Name)];
        // Folders in their own places first, so that a link to one of them is what is left out.
        for (var label = 0; label < classes.Count; label++)
        {
            if (classes[label].IsLink) _links.Add((classes[label].Name, label, classes[label].Facts));
            else Walk(classes[label].Name, label, classes[label].Facts);
        }
        _links.Sort((one, other) => string.CompareOrdinal(one.Folder, other.Folder));
        for (var next = 0; next < _links.Count; next++) Walk(_links[next].Folder, _links[next].Label, _links[next].Facts);
        _images.Sort((one, other) => one.Label != other.Label ? one.Label.CompareTo(other.Label) : string.CompareOrdinal(one.Path, other.Path));
    }

    private void Walk(string folder, int label, FileFacts facts)
    {
        var pending = new Stack<(string Folder, FileFacts Facts)>();
        pending.Push((folder, facts));
        while (pending.TryPop(out var at))
        {
            if (!_visited.Add((at.Facts.Device, at.Facts.Inode)))
            {
                _repeatedFolders++;
                continue;
            }
            var path = $"{_root}/{at.Folder}";
            foreach (var entry in DataFile.Open(path, () => UnixFiles.List(path)))
            {
                var below = $"{at.Folder}/{entry.Name}";
                if (IsHidden(entry.Name)) _hidden++;
                else if (entry.Facts.Kind == FileKind.Folder && entry.IsLink) _links.Add((below, label, entry.Facts));
                else if (entry.Facts.Kind == FileKind.Folder) pending.Push((below, entry.Facts));
                else if (!HasEnding(entry.Name)) Count(EndingOf(entry.Name));
                else if (entry.Facts.Kind == FileKind.Special) _special++;
                else if (entry.Facts.Kind == FileKind.None) throw new DataFileException(Path.Combine(_root, below), "is a link that leads to nothing: remove it, or bring back what it leads to");
                else _images.Add(new ListedImage(below, label, entry.Facts.Bytes, entry.IsLink));
            }
        }
    }

    private IEnumerable<string> Notes()
    {
        if (_otherEndings.Count > 0)
        {
            var most = _otherEndings.OrderByDescending(it => it.Value).Take(4).Select(it => Invariant($"{it.Value} {FileName.Shown(it.Key)}"));
            yield return Invariant($"{_otherEndings.Values.Sum()} files are left out for their endings ({string.Join(", ", most)}{(_otherEndings.Count > 4 ? ", ..." : "")}); read are .jpg, .jpeg and .png");
        }
        if (_outside > 0) yield return Invariant($"{_outside} images are left out: they lie in no class folder");
        if (_hidden > 0) yield return Invariant($"{_hidden} hidden files or folders are left out (names that begin with a dot)");
        if (_special > 0) yield return Invariant($"{_special} pipes, sockets or devices are left out");
        if (_repeatedFolders > 0) yield return Invariant($"{_repeatedFolders} links to folders are left out: their folders are read by another path");
    }

    private void Count(string ending) => _otherEndings[ending] = _otherEndings.GetValueOrDefault(ending) + 1;

    private static bool IsHidden(string name) => name[0] == '.';

    private static bool HasEnding(string name) => Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static string EndingOf(string name) => Path.GetExtension(name) is { Length: > 1 } ending ? ending : "without one";
}
