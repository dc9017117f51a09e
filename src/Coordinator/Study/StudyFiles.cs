using System.Text.Json;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Study;

/// <summary>What a study leaves beside its campaigns' folders; it can be drawn from them again at any time.</summary>
public static class StudyFiles
{
    /// <summary>The page with charts.</summary>
    public const string PageFile = "study.html";

    /// <summary>The document as JSON.</summary>
    public const string DocumentFile = "study.json";

    /// <summary>The campaigns, a line each.</summary>
    public const string TableFile = "study.csv";

    /// <summary>Writes them, each whole or not at all.</summary>
    public static StudyDocument Write(StudyPlan plan, StudyDocument study)
    {
        DurableFile.WriteText(plan.PathOf(DocumentFile), JsonSerializer.Serialize(study, JsonForm.Options) + "\n");
        DurableFile.WriteText(plan.PathOf(TableFile), StudyText.Csv(study));
        DurableFile.WriteText(plan.PathOf(PageFile), StudyPage.Of(study));
        return study;
    }
}
