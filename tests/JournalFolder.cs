namespace S3Actors.Tests;

/// <summary>A folder of a test with a journal in it.</summary>
internal static class JournalFolder
{
    private const int Tries = 100;

    /// <summary>Deletes it. An actor that was stopped while it recovered leaves its reading behind, and that may open the journal once more.</summary>
    public static void Delete(string folder)
    {
        for (var left = Tries; Directory.Exists(folder); left--)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (left > 0)
            {
                Thread.Sleep(20);
            }
        }
    }
}
