namespace S3Actors.Models.Augmentation;

/// <summary>The fourteen operations of RandAugment, in the paper's order, which is that of the draw: the numbers do not change.</summary>
public enum RandAugmentOperation
{
    /// <summary>Nothing.</summary>
    Identity = 0,
    /// <summary>Stretches each channel's values to 0 .. 255.</summary>
    AutoContrast = 1,
    /// <summary>Evens out each channel's histogram.</summary>
    Equalize = 2,
    /// <summary>Turns, by 30 degrees at most.</summary>
    Rotate = 3,
    /// <summary>Inverts values from a threshold on.</summary>
    Solarize = 4,
    /// <summary>More or less colour.</summary>
    Color = 5,
    /// <summary>Keeps the highest bits of each value, 4 at least.</summary>
    Posterize = 6,
    /// <summary>More or less contrast.</summary>
    Contrast = 7,
    /// <summary>More or less brightness.</summary>
    Brightness = 8,
    /// <summary>Sharper or smoother.</summary>
    Sharpness = 9,
    /// <summary>Slants along the rows, by 0.3 at most.</summary>
    ShearX = 10,
    /// <summary>Slants along the columns, by 0.3 at most.</summary>
    ShearY = 11,
    /// <summary>Shifts along the rows, by 150/331 of the width at most.</summary>
    TranslateX = 12,
    /// <summary>Shifts along the columns, by 150/331 of the height at most.</summary>
    TranslateY = 13,
}
