using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Data;

namespace S3Actors.Tests.Models.Data;

public sealed class DataSplitsTests
{
    private static readonly DataSpec Spec = new(6, 3, 2, [0.5], [0.25]);

    private static ImageDataset Images(int count, int side = 2, int classes = 10) =>
        new([.. Enumerable.Range(0, count * side * side).Select(i => (byte)i)], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))], count, 1, side, side, classes);

    [Fact]
    public void Splits_are_disjoint_runs_of_the_training_file_and_the_test_file_is_apart()
    {
        var (training, test) = (Images(12), Images(4));

        var splits = DataSplits.Create(training, test, Spec);

        Assert.Equal(new ImageSubset(training, 0, 6), splits.Training);
        Assert.Equal(new ImageSubset(training, 6, 3), splits[EvaluationSplit.SearchValidation]);
        Assert.Equal(new ImageSubset(training, 9, 2), splits[EvaluationSplit.ReportValidation]);
        Assert.Equal(new ImageSubset(test, 0, 4), splits[EvaluationSplit.Test]);
    }

    [Fact]
    public void Splits_never_overlap() =>
        Prop.ForAll(Gen.Choose(1, 20).Three().ToArbitrary(), sizes =>
        {
            var (training, search, report) = sizes;
            var splits = DataSplits.Create(Images(60), Images(1), Spec with { TrainingImages = training, SearchValidationImages = search, ReportValidationImages = report });
            ImageSubset[] parts = [splits.Training, splits[EvaluationSplit.SearchValidation], splits[EvaluationSplit.ReportValidation]];
            var images = parts.SelectMany(part => Enumerable.Range(part.Start, part.Count)).ToArray();
            return images.Length == training + search + report && images.Distinct().Count() == images.Length && images.All(i => i is >= 0 and < 60);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void All_that_does_not_fit_is_told_at_once()
    {
        var wrong = new DataSpec(10, 3, 0, [0.5, 0.5], [0]);

        var error = Assert.Throws<ArgumentException>(() => DataSplits.Create(Images(12), Images(4, side: 3), wrong));

        Assert.Equal(
            [
                "report_validation_images: 0, at least 1 is needed",
                "training_images, search_validation_images and report_validation_images: 13 together, but there are 12 images",
                "mean: 2 values for 1 channels",
                "standard_deviation: every value is above 0",
                "test images are 1 x 3 x 3 of 10 classes, training images 1 x 2 x 2 of 10",
            ],
            error.Message.Split('\n'));
    }

    [Fact]
    public void The_first_images_of_a_subset_are_its_own()
    {
        var subset = new ImageSubset(Images(12), 6, 3);

        Assert.Equal(new ImageSubset(subset.Dataset, 6, 2), subset.First(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.First(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.First(0));
    }

    [Fact]
    public void A_dataset_refuses_arrays_that_do_not_belong_together()
    {
        Assert.Throws<ArgumentException>(() => new ImageDataset(new byte[7], [0, 0], 2, 1, 2, 2, 10));
        Assert.Throws<ArgumentException>(() => new ImageDataset(new byte[8], [0], 2, 1, 2, 2, 10));
        var label = Assert.Throws<ArgumentException>(() => new ImageDataset(new byte[8], [0, 10], 2, 1, 2, 2, 10));
        Assert.StartsWith("label 10 of image 1 is none of the 10 classes 0 to 9", label.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_digest_changes_with_every_part_of_the_data_and_with_nothing_else()
    {
        static ImageDataset Set(byte pixel = 1, byte label = 0, int height = 2, int classes = 10) => new([pixel, 2, 3, 4], [label], 1, 1, height, 4 / height, classes);

        string[] digests =
        [
            DatasetDigest.Of(Set(), Set(pixel: 9)), DatasetDigest.Of(Set(pixel: 9), Set()), DatasetDigest.Of(Set(label: 1), Set()),
            DatasetDigest.Of(Set(height: 1), Set()), DatasetDigest.Of(Set(classes: 11), Set()),
        ];

        Assert.Equal(DatasetDigest.Of(Set(), Set()), DatasetDigest.Of(Set(), Set()));
        Assert.Equal(digests.Length + 1, digests.Append(DatasetDigest.Of(Set(), Set())).Distinct().Count());
        Assert.Matches("^[0-9a-f]{64}$", digests[0]);
    }
}
