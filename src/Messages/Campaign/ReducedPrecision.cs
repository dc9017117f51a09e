namespace S3Actors.Messages.Campaign;

/// <summary>
/// What matrices are multiplied in, in forward and backward passes, where it is not float32. Weights, their gradients and the optimizer
/// stay in float32, and so do normalisation and loss (mixed precision, Micikevicius et al. 2018).
/// </summary>
public enum ReducedPrecision
{
    /// <summary>8 bits of exponent, 7 of fraction: float32's range, so that no gradient has to be scaled.</summary>
    BFloat16 = 1,
}
