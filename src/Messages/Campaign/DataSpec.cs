using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>
/// Split and normalisation. The images of the training set are split by their order in it: first the training images, then search-validation,
/// then report-validation, disjoint. The images of the test set serve reports only.
/// </summary>
/// <param name="TrainingImages">Images the supernet trains on.</param>
/// <param name="SearchValidationImages">Images whose error drives measurement and search.</param>
/// <param name="ReportValidationImages">Images no decision sees.</param>
/// <param name="Mean">Subtracted from each channel's value scaled to [0, 1].</param>
/// <param name="StandardDeviation">Divides each channel after that; above 0.</param>
/// <param name="Fitting">How images become squares of the network's size; null centres them on black.</param>
[MessagePackObject]
public sealed record DataSpec(
    [property: Key(0)] int TrainingImages,
    [property: Key(1)] int SearchValidationImages,
    [property: Key(2)] int ReportValidationImages,
    [property: Key(3)] IReadOnlyList<double> Mean,
    [property: Key(4)] IReadOnlyList<double> StandardDeviation,
    [property: Key(5)] ImageFitting? Fitting = null);
