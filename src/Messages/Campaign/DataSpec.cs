using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>
/// Split and normalisation. The training file's images are split by their order in it: first the training images, then search-validation,
/// then report-validation, disjoint. The test file's images serve reports only.
/// </summary>
/// <param name="TrainingImages">Images the supernet trains on.</param>
/// <param name="SearchValidationImages">Images whose error drives measurement and search.</param>
/// <param name="ReportValidationImages">Images no decision sees.</param>
/// <param name="Mean">Subtracted from each channel's value scaled to [0, 1].</param>
/// <param name="StandardDeviation">Divides each channel after that; above 0.</param>
[MessagePackObject]
public sealed record DataSpec(
    [property: Key(0)] int TrainingImages,
    [property: Key(1)] int SearchValidationImages,
    [property: Key(2)] int ReportValidationImages,
    [property: Key(3)] IReadOnlyList<double> Mean,
    [property: Key(4)] IReadOnlyList<double> StandardDeviation);
