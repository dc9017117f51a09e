namespace S3Actors.Coordinator.Doctor;

/// <summary>A node of the cluster that <see cref="ClusterChaos"/> strikes.</summary>
internal enum StruckNode
{
    /// <summary>The coordinator that works on the campaign.</summary>
    Coordinator,
    /// <summary>The one that stands by.</summary>
    Standby,
    /// <summary>The worker that evaluates.</summary>
    Evaluator,
    /// <summary>The worker that trains.</summary>
    Trainer,
}

/// <summary>What is done to it.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL.</summary>
    Kill,
    /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
    Freeze,
    /// <summary>What it sends and what is sent to it is lost for a while.</summary>
    CutOff,
    /// <summary>What it sends is lost for a while.</summary>
    Mute,
    /// <summary>What is sent to it is lost for a while.</summary>
    Deaf,
    /// <summary>Its disk is full for a while.</summary>
    FillDisk,
}

/// <summary>One kind of fault.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Whom">Whom it strikes.</param>
/// <param name="Length">How long it lasts; zero for a kill.</param>
/// <param name="Meaning">What that is, and what follows.</param>
internal sealed record ClusterFault(string Name, StruckNode Whom, FaultKind Kind, TimeSpan Length, string Meaning)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(14); // the others find it out of reach after ten
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ClusterFault> All { get; } =
    [
        new("kill evaluator", StruckNode.Evaluator, FaultKind.Kill, default, "SIGKILL; its group is evaluated elsewhere"),
        new("kill trainer", StruckNode.Trainer, FaultKind.Kill, default, "SIGKILL; the training goes on from its last checkpoint elsewhere"),
        new("kill coordinator", StruckNode.Coordinator, FaultKind.Kill, default, "SIGKILL; the other one goes on from the journal"),
        new("kill standby", StruckNode.Standby, FaultKind.Kill, default, "SIGKILL of the one that stands by"),
        new("freeze evaluator", StruckNode.Evaluator, FaultKind.Freeze, Long, "SIGSTOP for 14 s: to the others it cannot be reached, and comes back"),
        new("freeze trainer", StruckNode.Trainer, FaultKind.Freeze, Long, "the same"),
        new("freeze coordinator", StruckNode.Coordinator, FaultKind.Freeze, Long, "the same; it holds the lock, so nobody takes over"),
        new("stall evaluator", StruckNode.Evaluator, FaultKind.Freeze, Short, "SIGSTOP for 2 s: late, and never out of reach"),
        new("stall trainer", StruckNode.Trainer, FaultKind.Freeze, Short, "the same"),
        new("stall coordinator", StruckNode.Coordinator, FaultKind.Freeze, Short, "the same"),
        new("cut off evaluator", StruckNode.Evaluator, FaultKind.CutOff, Long, "its network is cut for 14 s, both ways, and heals"),
        new("cut off trainer", StruckNode.Trainer, FaultKind.CutOff, Long, "the same"),
        new("cut off coordinator", StruckNode.Coordinator, FaultKind.CutOff, Long, "the same; it holds the lock, and goes on alone"),
        new("mute evaluator", StruckNode.Evaluator, FaultKind.Mute, Long, "what it sends is lost for 14 s; what is sent to it arrives"),
        new("mute trainer", StruckNode.Trainer, FaultKind.Mute, Long, "the same"),
        new("deaf evaluator", StruckNode.Evaluator, FaultKind.Deaf, Long, "what is sent to it is lost for 14 s; what it sends arrives"),
        new("deaf trainer", StruckNode.Trainer, FaultKind.Deaf, Long, "the same"),
        new("drop trainer", StruckNode.Trainer, FaultKind.CutOff, Short, "its network is cut for 2 s: what was sent is sent again"),
        new("full disk evaluator", StruckNode.Evaluator, FaultKind.FillDisk, Short,
            "its cache cannot take the next checkpoint for 2 s: evaluations break there"),
    ];

    /// <summary>Whether it takes a network of the cluster's own.</summary>
    public bool TakesNetwork => Kind is not (FaultKind.Kill or FaultKind.Freeze);
}
