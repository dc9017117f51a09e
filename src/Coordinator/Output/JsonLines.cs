using System.Text;
using System.Text.Json;

namespace S3Actors.Coordinator.Output;

/// <summary>Files of JSON documents, a line each, to which a writer may be appending.</summary>
internal static class JsonLines
{
    /// <summary>The lines at a file's end; none where there is no file, or it cannot be read.</summary>
    /// <param name="bytes">Bytes of the end that are read at most; the first line may be cut short by it.</param>
    public static string[] Read(string path, long bytes = long.MaxValue)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(bytes, file.Length), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The document of a line; null of one that is cut short or damaged.</summary>
    public static T? Parse<T>(string line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, JsonForm.OneLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
