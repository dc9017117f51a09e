using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>docs/settings.md says what the reader allows and what hocon/reference.conf explains.</summary>
public sealed class SettingsPageTests
{
    private static readonly string Reference = File.ReadAllText(CampaignConfiguration.ReferenceFile);

    /// <summary>With <c>S3ACTORS_WRITE_DOCS</c> set, the page is written first.</summary>
    [Fact]
    public void The_page_of_settings_is_as_the_product_reads_them()
    {
        var page = SettingsPage.Of(Reference, SettingsPage.Allowed());
        if (Environment.GetEnvironmentVariable("S3ACTORS_WRITE_DOCS") is { Length: > 0 }) File.WriteAllText(PagePath(), page);
        Assert.Equal(page, File.ReadAllText(PagePath()).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_key_of_the_reference_is_on_the_page()
    {
        var page = SettingsPage.Of(Reference, SettingsPage.Allowed());
        var layer = SettingLayer.Reference;
        Assert.NotEmpty(layer.Keys());
        Assert.Equal([], layer.Keys().Where(key => !page.Contains($"| `{key}` | ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_key_of_the_reference_that_the_product_does_not_read_is_named() =>
        Assert.Contains("training.nonsense", Assert.Throws<KeyNotFoundException>(() =>
            SettingsPage.Of("s3actors {\n  training {\n    nonsense = 1\n  }\n}\n", SettingsPage.Allowed())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_setting_that_the_product_reads_stands_in_the_reference()
    {
        var layer = SettingLayer.Reference;
        // A stage's choices have no default; the reference explains them above the section space.
        Assert.Equal([], SettingsPage.Allowed().Keys.Where(key => layer.Find(key) is null && !key.StartsWith("space.stage1", StringComparison.Ordinal)));
    }

    private static string PagePath() => Path.Combine(Repository.Root, "docs", "settings.md");
}
