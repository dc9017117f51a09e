using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Models.Measurement;

/// <summary>All that a rule may know of one dimension in one iteration.</summary>
/// <param name="Dimension">The dimension as it was measured.</param>
/// <param name="Errors">One E-T error for each choice, in the order of the choices; errors are fractions in [0, 1], NaN where none was measured.</param>
/// <param name="SlopeStandardError">
/// Standard error, in percentage points a step, of the least-squares slope of Q over the choices' index; NaN where it cannot be stated.
/// </param>
/// <param name="Scatter">What the standard errors cover; null: the draw of subnets alone.</param>
/// <param name="SlopesByReplicate">
/// The least-squares slope under each of the iteration's supernets, percentage points a step, where several were measured; else null.
/// </param>
public sealed record DimensionMeasurement(
    SearchDimension Dimension, IReadOnlyList<ChoiceEtError> Errors, double SlopeStandardError, ErrorScatter? Scatter = null,
    IReadOnlyList<double>? SlopesByReplicate = null);
