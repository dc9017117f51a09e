namespace S3Actors.Models.Measurement;

/// <summary>Which part of the E-T error stands for Q. Campaigns decide by both; a replay may ask what one of them alone would have done.</summary>
public enum EtErrorPart
{
    /// <summary>(Qe + Qt) / 2.</summary>
    Both = 0,
    /// <summary>Qe: the mean over all subnets.</summary>
    Expected = 1,
    /// <summary>Qt: the mean over the best.</summary>
    Top = 2,
}
